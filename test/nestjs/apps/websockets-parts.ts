/** Guards, pipes, interceptors and filters of a gateway, with our decorators on them. */
import {
  type ArgumentMetadata,
  type ArgumentsHost,
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
import { type WsResponse, WsException } from '@nestjs/websockets';
import { map, type Observable } from 'rxjs';
import { Span } from 'spanlink';
import type { WebSocket } from 'ws';

export class OutOfStock extends Error {}

export interface Message {
  readonly traceparent?: string;
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
    const role = this.#reflector.get<string>('role', context.getHandler());
    return context.switchToWs().getData<Message>().item === role;
  }
}

@Injectable()
export class Capitals implements PipeTransform {
  @Span()
  transform(value: unknown, { metatype }: ArgumentMetadata): unknown {
    if (value === '') throw new WsException('no item');
    return metatype === String ? String(value).toUpperCase() : value;
  }
}

@Injectable()
export class Stamped implements NestInterceptor {
  @Span()
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((response: WsResponse) => ({ ...response, by: context.getHandler().name })));
  }
}

@Catch(OutOfStock)
export class OutOfStockFilter implements ExceptionFilter {
  @Span()
  catch(error: OutOfStock, host: ArgumentsHost): void {
    host
      .switchToWs()
      .getClient<WebSocket>()
      .send(JSON.stringify({ event: 'filtered', data: error.message }));
  }
}

/** Sends the error, which Nest 11's default filter does not send over ws. */
@Catch(WsException)
export class RefusedFilter implements ExceptionFilter {
  @Span()
  catch(error: WsException, host: ArgumentsHost): void {
    host
      .switchToWs()
      .getClient<WebSocket>()
      .send(JSON.stringify({ event: 'refused', data: error.message }));
  }
}
