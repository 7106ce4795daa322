/** Listeners of events, with our decorators above the framework's, and below. */
import { Injectable, Module, Scope } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { trace } from '@opentelemetry/api';
import { LinkFrom, Span, Traced } from 'spanlink';
import { each, serve } from './serve.js';

interface Placed {
  readonly id: number;
  readonly traceparent?: string;
}

let heardLater = (_name: string): void => {};

@Injectable()
class Above {
  readonly #name = 'above';

  @LinkFrom(0, { relation: 'triggered' })
  @OnEvent('order.placed')
  placed({ id }: Placed, second: string): string {
    return `${this.#name} placed ${id} ${second}`;
  }

  @Span()
  @OnEvent('order.async', { async: true })
  async later({ id }: Placed): Promise<void> {
    await Promise.resolve();
    heardLater(`${this.#name} later ${id}`);
  }

  @Span()
  @OnEvent('order.promised')
  async promised({ id }: Placed): Promise<string> {
    await Promise.resolve();
    return `${this.#name} promised ${id}`;
  }

  @Span()
  @OnEvent('order.*')
  any({ id }: Placed): string {
    return `${this.#name} any ${id}`;
  }

  // between the two
  @OnEvent('first')
  @Span()
  @OnEvent('second')
  both(word: string): string {
    return `${this.#name} both ${word}`;
  }

  @Span()
  @OnEvent('broken')
  broken(): never {
    throw new Error('broken');
  }

  @Span()
  @OnEvent('thrown', { suppressErrors: false })
  thrown(): never {
    throw new Error('thrown');
  }
}

@Injectable()
class Below {
  readonly #name = 'below';

  @OnEvent('order.placed')
  @LinkFrom(0, { relation: 'triggered' })
  placed({ id }: Placed, second: string): string {
    return `${this.#name} placed ${id} ${second}`;
  }

  @OnEvent('order.async', { async: true })
  @Span()
  async later({ id }: Placed): Promise<void> {
    await Promise.resolve();
    heardLater(`${this.#name} later ${id}`);
  }

  @OnEvent('order.promised')
  @Span()
  async promised({ id }: Placed): Promise<string> {
    await Promise.resolve();
    return `${this.#name} promised ${id}`;
  }

  @OnEvent('order.*')
  @Span()
  any({ id }: Placed): string {
    return `${this.#name} any ${id}`;
  }

  @OnEvent('first')
  @OnEvent('second')
  @Span()
  both(word: string): string {
    return `${this.#name} both ${word}`;
  }

  @OnEvent('broken')
  @Span()
  broken(): never {
    throw new Error('broken');
  }
}

@Injectable({ scope: Scope.REQUEST })
@Traced()
class EachEvent {
  @OnEvent('order.placed')
  placed({ id }: Placed): string {
    return `each ${id}`;
  }
}

@Module({ imports: [EventEmitterModule.forRoot({ wildcard: true })], providers: [Above, Below, EachEvent] })
class AppModule {}

serve(async () => {
  const app = await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
  const emitter = app.get(EventEmitter2);
  const later = each(2, (call) => (heardLater = call));
  // an asynchronous listener answers with the handle of its timer
  const emit = async (...args: [string, ...unknown[]]): Promise<unknown> =>
    (await emitter.emitAsync(...args)).filter((answer) => typeof answer !== 'object');
  return {
    acts: {
      /** Resolves to the answers of all listeners. */
      emit,
      emitInSpan: (name: string, ...args: [string, ...unknown[]]) =>
        trace.getTracer('app').startActiveSpan(name, async (span) => {
          const answers = await emit(...args);
          span.end();
          return answers;
        }),
      /** The names of both asynchronous listeners, once they have been called. */
      heardLater: () => later,
    },
    close: () => app.close(),
  };
});
