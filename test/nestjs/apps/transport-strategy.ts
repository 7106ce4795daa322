/**
 * Strategies of the application's own, an interceptor, a filter, and Observables that are worked on when the handler
 * has returned.
 */
import {
  type CallHandler,
  Catch,
  Controller,
  type ExecutionContext,
  Injectable,
  Module,
  type NestInterceptor,
  UseFilters,
  UseInterceptors,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type CustomTransportStrategy,
  EventPattern,
  MessagePattern,
  Payload,
  RpcException,
  Server,
} from '@nestjs/microservices';
import { defer, from, lastValueFrom, type Observable, tap, throwError, toArray } from 'rxjs';
import { LinkFrom, linksFrom } from 'spanlink';
import { messageContext, SpanlinkModule } from 'spanlink/nestjs';
import { serve } from './serve.js';

const seen: unknown[] = [];
const look = (where: string): void =>
  void seen.push([where, linksFrom(messageContext()).map(({ context }) => context.spanId)[0]]);

@Injectable()
class Timed implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    look('interceptor');
    return next.handle().pipe(tap(() => look('after the handler')));
  }
}

@Catch()
class Refused {
  @LinkFrom(messageContext, { relation: 'refused' })
  catch(error: Error): Observable<never> {
    return throwError(() => ({ refused: error.message }));
  }
}

@Controller()
class Handlers {
  @UseInterceptors(Timed)
  @MessagePattern('lazy')
  @LinkFrom(messageContext)
  lazy(@Payload() order: object): Observable<unknown> {
    return defer(async () => {
      await Promise.resolve();
      look('source');
      return order;
    });
  }

  @MessagePattern('undecorated')
  undecorated(): Observable<unknown> {
    return from([1, 2]).pipe(tap(() => look('plain source')));
  }

  @UseFilters(Refused)
  @MessagePattern('refused')
  refused(): never {
    throw new RpcException('not today');
  }

  @EventPattern('never')
  never(_order: object): void {}
}

/** Hands messages over without any transport. */
class Direct extends Server implements CustomTransportStrategy {
  listen(callback: () => void): void {
    callback();
  }

  close(): void {}

  on(): void {}

  unwrap(): never {
    throw new Error('nothing to unwrap');
  }

  async ask(pattern: string, data: object, context: object): Promise<unknown> {
    const handler = this.getHandlerByPattern(pattern);
    const stream = this.transformToObservable(await handler?.(data, context));
    return lastValueFrom(stream.pipe(toArray()));
  }

  handlers(): unknown {
    return [...this.getHandlers()].map(([pattern, { isEventHandler, extras }]) => [pattern, isEventHandler, extras]);
  }
}

@Module({ imports: [SpanlinkModule.forRoot()], controllers: [Handlers] })
class AppModule {}

serve(async () => {
  const strategy = new Direct();
  const app = await NestFactory.createMicroservice(AppModule, { strategy, logger: ['fatal'] as 'fatal'[] });
  await app.listen();
  return {
    acts: {
      handlers: () => strategy.handlers(),
      /** Hands a message to its handler, with the context that the strategy makes of the headers, or none. */
      ask: (pattern: string, data: object, headers?: object) =>
        strategy.ask(pattern, data, headers === undefined ? (undefined as never) : { headers }),
      /** Hands over data with getters that throw, once with a context and once without. */
      askHostile: (headers: object) => {
        const fail = (): never => {
          throw new Error('closed');
        };
        const data = Object.defineProperties({}, { metadata: { get: fail }, lift: { get: fail } });
        return Promise.all([
          strategy.ask('undecorated', data, { headers }),
          strategy.ask('undecorated', data, undefined as never),
        ]);
      },
      outside: () => messageContext() ?? 'nothing',
      seen: () => seen,
    },
    close: () => app.close(),
  };
});
