/** Listeners of events, with our decorators above the framework's, and below. */
import { Injectable, Module, Scope } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { trace } from '@opentelemetry/api';
import { LinkFrom, Span, Traced } from 'spanlink';
import { cause, each, outcomeOf, run } from './run.js';

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

run(async () => {
  const app = await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
  const emitter = app.get(EventEmitter2);
  // what is called later gives the handle of its timer
  const emit = (...args: [string, ...unknown[]]): Promise<unknown> =>
    outcomeOf(async () => (await emitter.emitAsync(...args)).filter((answer) => typeof answer !== 'object'));
  const results = {
    placed: await emit('order.placed', { id: 1, ...cause('placed') }, 'second'),
    later: await trace.getTracer('app').startActiveSpan('emitter', async (span) => {
      const later = each(2, (call) => (heardLater = call));
      const answers = await emit('order.async', { id: 2 });
      span.end();
      return [answers, await later];
    }),
    promised: await emit('order.promised', { id: 3 }),
    both: [await emit('first', 1), await emit('second', 2)],
    broken: await emit('broken'),
    thrown: await emit('thrown'),
  };
  await app.close();
  return results;
});
