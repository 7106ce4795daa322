/** Types, guards, pipes, interceptors and filters of resolvers, with our decorators on them. */
import {
  type ArgumentMetadata,
  BadRequestException,
  type CallHandler,
  type CanActivate,
  Catch,
  type ExceptionFilter,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  type PipeTransform,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Field, GqlExecutionContext, InputType, Int, ObjectType } from '@nestjs/graphql';
import { map, type Observable } from 'rxjs';
import { Span } from 'spanlink';
import type { Request } from './http-platform.js';

export class OutOfStock extends Error {}

@ObjectType()
export class Item {
  @Field()
  name!: string;
}

@ObjectType()
export class Order {
  @Field(() => Int)
  id!: number;
}

@InputType()
export class OrderInput {
  @Field()
  item!: string;
}

@Injectable()
export class RolesGuard implements CanActivate {
  readonly #reflector: Reflector;

  constructor(reflector: Reflector) {
    this.#reflector = reflector;
  }

  @Span()
  canActivate(context: ExecutionContext): boolean {
    const role = this.#reflector.get<string | undefined>('role', context.getHandler());
    const { req } = GqlExecutionContext.create(context).getContext<{ req: Request }>();
    return role === undefined || req.headers.role === role;
  }
}

@Injectable()
export class Doubled implements PipeTransform {
  @Span()
  transform(value: unknown, { metatype }: ArgumentMetadata): unknown {
    if (metatype !== Number) return value;
    if (value === 13) throw new BadRequestException('unlucky');
    return (value as number) * 2;
  }
}

@Injectable()
export class Shouted implements NestInterceptor {
  @Span()
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((text: unknown) => String(text).toUpperCase()));
  }
}

@Catch(OutOfStock)
export class OutOfStockFilter implements ExceptionFilter {
  @Span()
  catch(error: OutOfStock): Error {
    return new Error(`filtered: ${error.message}`);
  }
}
