/** Guards, pipes, interceptors and filters of a microservice, with our decorators on them. */
import {
  type ArgumentMetadata,
  type CallHandler,
  type CanActivate,
  Catch,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  type PipeTransform,
  type RpcExceptionFilter,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { RpcException } from '@nestjs/microservices';
import { map, type Observable, throwError } from 'rxjs';
import { Span } from 'spanlink';

export class OutOfStock extends Error {}

export interface Message {
  readonly headers?: Readonly<Record<string, string>>;
  readonly item: string;
}

@Injectable()
export class RolesGuard implements CanActivate {
  readonly #reflector: Reflector;

  constructor(reflector: Reflector) {
    this.#reflector = reflector;
  }

  @Span()
  canActivate(context: ExecutionContext): boolean {
    return context.switchToRpc().getData<Message>().item === this.#reflector.get('role', context.getHandler());
  }
}

@Injectable()
export class Capitals implements PipeTransform {
  @Span()
  transform(value: unknown, { metatype }: ArgumentMetadata): unknown {
    if (value === '') throw new RpcException('no item');
    return metatype === String ? String(value).toUpperCase() : value;
  }
}

@Injectable()
export class Stamped implements NestInterceptor {
  @Span()
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next
      .handle()
      .pipe(map((data: unknown) => ({ data, by: `${context.getClass().name}.${context.getHandler().name}` })));
  }
}

@Catch(OutOfStock)
export class OutOfStockFilter implements RpcExceptionFilter<OutOfStock> {
  @Span()
  catch(error: OutOfStock): Observable<never> {
    return throwError(() => ({ filtered: error.message }));
  }
}
