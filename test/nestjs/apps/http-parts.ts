/**
 * Guards, pipes, interceptors, filters, middleware and param decorators as applications write them, with our decorators
 * on them.
 */
import {
  type ArgumentMetadata,
  type ArgumentsHost,
  BadRequestException,
  type CallHandler,
  type CanActivate,
  Catch,
  createParamDecorator,
  type ExceptionFilter,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  type NestMiddleware,
  type PipeTransform,
  SetMetadata,
} from '@nestjs/common';
import { HttpAdapterHost, Reflector } from '@nestjs/core';
import { map, type Observable } from 'rxjs';
import { Span, Traced } from 'spanlink';
import type { Request } from './http-platform.js';

/** Who may call a handler. */
export const Roles = (...roles: string[]): MethodDecorator & ClassDecorator => SetMetadata('roles', roles);

/** For how long an answer may be kept. */
export const CacheFor = (seconds: number): MethodDecorator => SetMetadata('cache-for', seconds);

/** The tenant of the request, in capitals on request. */
export const Tenant = createParamDecorator((capitals: boolean | undefined, context: ExecutionContext) => {
  const tenant = context.switchToHttp().getRequest<Request>().headers['x-tenant'] ?? 'nobody';
  return capitals === true ? tenant.toUpperCase() : tenant;
});

/** The causes that a header lists. */
export const Causes = createParamDecorator((_: unknown, context: ExecutionContext) =>
  (context.switchToHttp().getRequest<Request>().headers['x-causes'] ?? '').split(',').filter((text) => text !== ''),
);

export class OutOfStock extends Error {}

export class PlaceOrder {
  readonly item: string;
  readonly count: number;

  constructor(item: string, count: number) {
    this.item = item;
    this.count = count;
  }

  total(): number {
    return this.count * 3;
  }
}

@Injectable()
export class RolesGuard implements CanActivate {
  readonly #reflector: Reflector;

  constructor(reflector: Reflector) {
    this.#reflector = reflector;
  }

  @Span()
  canActivate(context: ExecutionContext): boolean {
    const roles = this.#reflector.getAllAndOverride<string[] | undefined>('roles', [
      context.getHandler(),
      context.getClass(),
    ]);
    return roles === undefined || roles.includes(context.switchToHttp().getRequest<Request>().headers.role ?? 'nobody');
  }
}

/** Validates by the types of the parameters, as a validation pipe does. */
@Traced()
@Injectable()
export class Checked implements PipeTransform {
  transform(value: unknown, { metatype, type, data }: ArgumentMetadata): unknown {
    if (metatype === Number) return this.number(value, `${type} ${data ?? ''}`);
    if (metatype !== PlaceOrder) return value;
    const { item, count } = value as Partial<PlaceOrder>;
    if (typeof item !== 'string') throw new BadRequestException(['item must be a string']);
    return new PlaceOrder(item, this.number(count, 'count'));
  }

  number(value: unknown, name: string): number {
    if (!Number.isFinite(Number(value))) throw new BadRequestException(`${name} must be a number`);
    return Number(value);
  }
}

/** Adds the handler's name, and its declared metadata, to the answer. */
@Injectable()
export class Enveloped implements NestInterceptor {
  readonly #reflector: Reflector;

  constructor(reflector: Reflector) {
    this.#reflector = reflector;
  }

  @Span()
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const handler = context.getHandler();
    const cacheFor = this.#reflector.get<number | undefined>('cache-for', handler);
    const envelope = (data: unknown): unknown => ({ by: `${handler.name}/${handler.length}`, cacheFor, data });
    return next.handle().pipe(map((data: unknown) => (handler.name === 'moved' ? data : envelope(data))));
  }
}

@Catch(OutOfStock)
export class OutOfStockFilter implements ExceptionFilter {
  readonly #host: HttpAdapterHost;

  constructor(host: HttpAdapterHost) {
    this.#host = host;
  }

  @Span()
  catch(error: OutOfStock, host: ArgumentsHost): void {
    this.#host.httpAdapter.reply(host.switchToHttp().getResponse(), { out: error.message }, 409);
  }
}

/** Middleware has the same three parameters on each platform. */
@Injectable()
export class Audit implements NestMiddleware {
  readonly #word = 'yes';

  @Span()
  use(_request: unknown, response: { setHeader(name: string, value: string): void }, next: () => void): void {
    response.setHeader('x-audited', this.#word);
    next();
  }
}
