/** `LinkSource` takes the interfaces that applications and clients have, and refuses what holds no context. */
import type { IncomingMessage } from 'node:http';
import type { Context, Link, Span, SpanContext } from '@opentelemetry/api';
import { type Carrier, linksFrom, type LinkOptions, type LinkSource, type Relation, SpanGuard } from 'spanlink';
import type { FinishedSpan } from 'spanlink/testing';

/** As kafkajs types a message. */
interface KafkaMessage {
  key: Buffer | null;
  value: Buffer | null;
  timestamp: string;
  headers?: Record<string, Buffer | string | (Buffer | string)[] | undefined>;
}
/** As an application types a row. */
interface OrderRow {
  id: number;
  placed_at: Date;
  traceparent: string | null;
  tracestate: string | null;
}
interface Job {
  readonly name: string;
  readonly traceParent?: string;
}
interface CloudEvent {
  readonly specversion: '1.0';
  readonly type: string;
  readonly traceparent?: string;
  readonly data: unknown;
}
/** As NATS types its headers. */
interface MsgHdrs {
  get(name: string): string;
  keys(): string[];
  [Symbol.iterator](): IterableIterator<[string, string[]]>;
}
interface Order {
  readonly id: number;
  readonly total: number;
}
declare const order: Order;
declare const span: Span;
declare const finished: FinishedSpan;

declare function values<T>(): T;

export const allowed: LinkSource[] = [
  null,
  undefined,
  '0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331',
  span,
  span.spanContext(),
  values<Link>(),
  values<Context>(),
  values<SpanContext>(),
  new SpanGuard(),
  finished.spanContext(),
  values<KafkaMessage>(),
  values<KafkaMessage[]>(),
  values<readonly KafkaMessage[]>(),
  values<KafkaMessage['headers']>(),
  values<OrderRow>(),
  values<OrderRow[]>(),
  values<OrderRow | undefined>(),
  values<Map<string, OrderRow>>().values(),
  values<Set<OrderRow>>(),
  values<Generator<CloudEvent>>(),
  values<Job>(),
  values<MsgHdrs>(),
  values<{ headers: MsgHdrs; subject: string }>(),
  values<IncomingMessage>(),
  values<IncomingMessage>().headers,
  values<Request>(),
  values<Headers>(),
  values<Map<string, string>>(),
  values<Map<string, Buffer>>(),
  values<[string, string][]>(),
  values<Record<string, string>[]>(),
  values<NodeJS.ProcessEnv>(),
  values<(KafkaMessage | OrderRow | SpanGuard | null)[][]>(),
  { id: 7, traceparent: 'text beside a field' },
  { headers: {}, subject: 'orders' },
];

export const refused: LinkSource[] = [
  // @ts-expect-error -- a number is no source
  7,
  // @ts-expect-error -- nor is a boolean
  true,
  // @ts-expect-error -- nor is a date
  new Date(),
  // @ts-expect-error -- nor is an object without any place for a context
  order,
  // @ts-expect-error -- nor are several of them
  [order],
  // @ts-expect-error -- a promise is to be awaited
  Promise.resolve(values<KafkaMessage>()),
  // @ts-expect-error -- so are many
  [Promise.resolve(values<KafkaMessage>())],
  // @ts-expect-error -- an async iterable cannot be read synchronously
  values<AsyncIterable<KafkaMessage>>(),
  // @ts-expect-error -- a function is to be called
  () => span,
  // @ts-expect-error -- a symbol says nothing
  Symbol('traceparent'),
];

/** What no type can tell. */
export const holes: LinkSource[] = [
  // any text, and any object of texts, may be a carrier
  'hello',
  { city: 'Bern' },
  // whatever is in `headers`
  { headers: 7 },
  // an empty object
  {},
];

export const carriers: Carrier[] = [{ traceparent: Buffer.from('') }, new Map<string, string[]>(), new Headers(), [['traceparent', '']], [{ traceparent: '' }]];

// a relation is one of the known ones, which an editor offers, or any text
const relations: Relation[] = ['retry_of', 'batch_item', 'my.own.relation'];
const known: Extract<Relation, 'retry_of' | 'dead_letter_of' | 'origin'> = 'dead_letter_of';
// @ts-expect-error -- a number is none
const wrong: Relation = 7;

const options: LinkOptions[] = [
  {},
  { relation: 'origin', attributes: { 'order.id': 7 } },
  { attributes: (item, index) => ({ index, isText: typeof item === 'string' }) },
  { attributes: (message: KafkaMessage, index) => ({ index, at: message.timestamp }) },
  { attributes: () => undefined },
  // @ts-expect-error -- attributes are no promise
  { attributes: async () => ({ id: 7 }) },
  // @ts-expect-error -- an attribute is no date
  { attributes: { at: new Date() } },
];

export const links: Link[] = linksFrom(allowed, options[0]);
export const unused = [relations, known, wrong];
