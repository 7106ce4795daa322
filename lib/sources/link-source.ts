/** Everything that a link can be read from. */
import type { Context, Link, SpanContext } from '@opentelemetry/api';

/** A header's value as clients deliver it: text, bytes, or several of them. */
export type HeaderValue = string | Uint8Array | null | undefined | readonly (string | Uint8Array)[];

/**
 * A container of headers, in any of the usual forms. Names match in any case.
 *
 * @example
 * linksFrom({ traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' });
 * linksFrom(new Map([['traceparent', Buffer.from('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')]]));
 */
export type Carrier =
  | Readonly<Record<string, HeaderValue>>
  | HeadersLike
  | ReadonlyMap<string, HeaderValue>
  | readonly (readonly [name: string, value: HeaderValue])[]
  | readonly Readonly<Record<string, HeaderValue>>[];

/** Fetch's `Headers`, and any other iterable with a method `get`. */
export interface HeadersLike {
  get(name: string): string | null | undefined;
  [Symbol.iterator](): IterableIterator<unknown>;
}

/**
 * An object that carries its context in `headers`, in fields of its own (a row, a job, an event), or in a field of its
 * client: a message of amqplib (`properties`), Azure, SQS, SNS or Pub/Sub, a job of BullMQ (`opts`), a batch of
 * KafkaJS, an event of Lambda (`Records`), …
 */
export type MessageLike =
  | { readonly traceparent?: unknown; readonly tracestate?: unknown }
  | { readonly traceParent?: unknown; readonly traceState?: unknown }
  | { readonly specversion: unknown; readonly traceparent?: unknown }
  | { [Name in MessagePlace]: WithPlace<Name> }[MessagePlace];

type MessagePlace =
  | 'headers'
  | 'traceparent'
  | 'traceParent'
  | 'properties'
  | 'applicationProperties'
  | 'MessageAttributes'
  | 'messageAttributes'
  | 'Sns'
  | 'kinesis'
  | 'Records'
  | 'records'
  | 'messages'
  | 'Messages'
  | 'message'
  | 'getArgByIndex'
  | 'TRACEPARENT'
  | 'attributes'
  | 'opts'
  | 'batch'
  | 'headerEntries'
  | 'rawHeaders'
  | 'tracingspancontext';

/** An interface that may have the field, or an object literal that has it among others. */
type WithPlace<Name extends MessagePlace> =
  Readonly<Partial<Record<Name, unknown>>> | Readonly<Record<Name, unknown> & Record<string, unknown>>;

/** OpenTelemetry's `Span`, a `SpanGuard`, or anything else that returns the context of one span. */
export interface SpanContextProvider {
  spanContext(): SpanContext;
}

/**
 * Anything a link can be read from. `null`, `undefined` and `false` mean "no cause", and are not counted as unreadable.
 *
 * An iterable adds the links of all its items, nested one level. A one-shot iterator (a generator object) is read only
 * when it is the source itself and not one of the method's arguments, since reading it would consume it.
 */
export type LinkSource =
  | SpanContextProvider
  | SpanContext
  | Link
  | Context
  | string
  | Carrier
  | MessageLike
  | Iterable<LinkSource>
  | false
  | null
  | undefined;
