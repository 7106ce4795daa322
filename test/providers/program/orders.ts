/** What an application decorates: each method tells the test which span it ran in. */
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { type SpanContext, SpanKind, trace } from '@opentelemetry/api';
import { LinkFrom, Span, SpanGuard } from 'spanlink';
import type { Message } from './messages.js';

/** The ids of a span, as a test finds it among what was sent. */
export type Ids = Pick<SpanContext, 'traceId' | 'spanId'>;

export const tracer = trace.getTracer('application');

/** Returns the ids of the innermost method's span. */
export function currentIds(): Ids {
  return idsOf(SpanGuard.current());
}

export function idsOf(span: { spanContext(): SpanContext }): Ids {
  const { traceId, spanId } = span.spanContext();
  return { traceId, spanId };
}

export class Orders {
  @Span({ attributes: (id: string) => ({ 'order.id': id, 'order.count': 3 }) })
  place(id: string): readonly [placed: string, place: Ids, pack: Ids] {
    return [`placed ${id}`, currentIds(), this.pack()];
  }

  @Span('pack an order', { result: () => ({ 'order.packed': 'whole' }) })
  pack(): Ids {
    return currentIds();
  }

  @Span()
  async ship(): Promise<readonly [ship: Ids, pack: Ids]> {
    await setImmediate();
    return [currentIds(), this.pack()];
  }

  @LinkFrom(0, { relation: 'triggered', attributes: { 'message.place': 'queue' } })
  consume(_message: Message): readonly [consume: Ids, store: Ids, query: Ids] {
    SpanGuard.current().addEvent('read', { rows: 1 });
    const query = tracer.startActiveSpan('query', (span) => {
      span.end();
      return idsOf(span);
    });
    return [currentIds(), this.pack(), query];
  }

  @LinkFrom((batch: readonly Message[]) => batch, {
    relation: 'batch_item',
    attributes: (item, index) => ({ 'message.id': (item as Message).id, 'message.index': index }),
  })
  async consumeBatch(_batch: readonly Message[]): Promise<Ids> {
    await setImmediate();
    return currentIds();
  }

  @Span()
  async consumeLate(message: Message): Promise<readonly [late: Ids, pack: Ids]> {
    await setImmediate();
    SpanGuard.current().link(message, { relation: 'origin' });
    return [currentIds(), this.pack()];
  }

  @Span()
  adopt(_guard: SpanGuard): Ids {
    return currentIds();
  }

  @Span()
  fail(error: unknown, tell: (ids: Ids) => void): never {
    tell(currentIds());
    throw error;
  }

  @Span()
  async failLater(error: unknown, tell: (ids: Ids) => void): Promise<never> {
    tell(currentIds());
    await setImmediate();
    throw error;
  }

  @Span({ isError: () => false })
  interrupt(signal: unknown, tell: (ids: Ids) => void): never {
    tell(currentIds());
    throw signal;
  }

  @Span()
  *list(): Generator<readonly [list: Ids, pack: Ids]> {
    yield [currentIds(), this.pack()];
    yield [currentIds(), this.pack()];
  }

  @Span()
  async *listLater(): AsyncGenerator<readonly [list: Ids, pack: Ids]> {
    yield [currentIds(), this.pack()];
    await setImmediate();
    yield [currentIds(), this.pack()];
  }

  @Span()
  read(tell: (span: SpanGuard) => void): Readable {
    tell(SpanGuard.current());
    return Readable.from(['one', 'two']);
  }

  // a consumer, as New Relic begins no trace for an internal span
  @Span({ root: true, kind: SpanKind.CONSUMER })
  begin(): readonly [begin: Ids, pack: Ids] {
    return [currentIds(), this.pack()];
  }

  @Span({ linkCaller: true, kind: SpanKind.CONSUMER })
  async detach(): Promise<readonly [detach: Ids, pack: Ids]> {
    await setImmediate();
    return [currentIds(), this.pack()];
  }

  // New Relic begins no trace here, but keeps the span
  @Span({ linkCaller: true })
  detachInternal(): readonly [detach: Ids, pack: Ids] {
    return [currentIds(), this.pack()];
  }

  /** Goes on after the caller's span has ended. */
  @Span({ linkCaller: true, kind: SpanKind.CONSUMER })
  async detachFor(work: Promise<unknown>): Promise<readonly [detach: Ids, pack: Ids]> {
    await work;
    return [currentIds(), this.pack()];
  }

  @Span({ linkCaller: 'both', kind: SpanKind.CONSUMER })
  detachBoth(): Ids {
    return currentIds();
  }

  @Span({ parent: (message: Message) => message, kind: SpanKind.CONSUMER })
  continue(_message: Message): Ids {
    return currentIds();
  }

  /** Hands on its own carrier, as one stores it with a job. */
  @Span()
  send(): readonly [send: Ids, carrier: Record<string, string>] {
    return [currentIds(), SpanGuard.current().carrier()];
  }

  @LinkFrom((message: Message) => message, { relation: 'batch_item' })
  async interleave(message: Message, turns: number): Promise<readonly [interleave: Ids, pack: Ids, sent: Ids]> {
    for (let turn = 0; turn < turns; turn++) await setImmediate();
    const pack = this.pack();
    await setImmediate();
    return [currentIds(), pack, idsOf(trace.getActiveSpan() as SpanGuard['span'])];
  }

  @Span()
  async inside<T>(body: () => T): Promise<readonly [inside: Ids, result: Awaited<T>]> {
    await setImmediate();
    return [currentIds(), await body()];
  }
}
