/** Everything that a link can be read from. */
import type { Context, Link, SpanContext } from '@opentelemetry/api';

/**
 * A header's value as clients deliver it: text, bytes, or several of them.
 *
 * @example
 * ```ts
 * const traceparent: HeaderValue = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
 * linksFrom({ traceparent, tracestate: undefined });
 * ```
 */
export type HeaderValue = string | Uint8Array | null | undefined | readonly (string | Uint8Array)[];

/**
 * A container of headers, in any of the usual forms. Names match in any case.
 *
 * @example
 * ```ts
 * linksFrom({ traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' });
 * linksFrom(new Map([['traceparent', Buffer.from('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')]]));
 * ```
 */
export type Carrier =
  | Readonly<Record<string, HeaderValue>>
  | HeadersLike
  | ReadonlyMap<string, HeaderValue>
  | readonly (readonly [name: string, value: HeaderValue])[]
  | readonly Readonly<Record<string, HeaderValue>>[]
  | MetadataLike;

/**
 * Fetch's `Headers`, and any other iterable with a method `get`.
 *
 * @example
 * ```ts
 * const headers: HeadersLike = new Headers({
 *   traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
 * });
 * linksFrom(headers);
 * ```
 */
export interface HeadersLike {
  get(name: string): string | null | undefined;
  [Symbol.iterator](): IterableIterator<unknown>;
}

/** gRPC's `Metadata`, which gives all values of a name. */
export interface MetadataLike {
  get(name: string): readonly (string | Uint8Array)[];
  getMap(): object;
}

/**
 * An object that carries its context in `headers`, in fields of its own (a row, a job, an event), or in a field of its
 * client: a message of amqplib (`properties`), Azure, SQS, SNS or Pub/Sub, a job of BullMQ (`opts`), a batch of
 * KafkaJS, an event of Lambda (`Records`), a request of MCP (`params._meta`), a call of gRPC (`metadata`), …
 *
 * @example
 * ```ts
 * const message: MessageLike = {
 *   headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
 * };
 * linksFrom(message);
 * ```
 */
export type MessageLike =
  | { readonly traceparent?: unknown; readonly tracestate?: unknown }
  | { readonly traceParent?: unknown; readonly traceState?: unknown }
  | { readonly specversion: unknown; readonly traceparent?: unknown }
  | { readonly metadata: MetadataLike }
  | { readonly schema: unknown; readonly payload: unknown }
  | { readonly entries: readonly { readonly entryId: unknown }[] }
  | { getProperties(): object; getMessageId(): unknown }
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
  | 'tracingspancontext'
  | 'message_annotations'
  | 'application_properties'
  | '_meta'
  | 'params'
  | 'mcpReq'
  | 'detail-type'
  | 'Data'
  | 'after'
  | 'entryId'
  | 'triggerMetadata'
  | 'traceContext'
  | 'parts'
  | 'userMessage';

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
 * Text and bytes are a `traceparent`, a `traceid-spanid` or JSON: that of a carrier, or of a message.
 *
 * An iterable adds the links of all its items, nested one level. What reading may empty stays unread: among a call's
 * sources, an iterable that is neither an array, a `Set` nor headers; an iterator that an argument holds, or in another
 * source.
 *
 * @example
 * ```ts
 * const sources: LinkSource[] = [
 *   '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
 *   { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
 *   trace.getActiveSpan(),
 * ];
 * linksFrom(sources);
 * ```
 */
export type LinkSource =
  | SpanContextProvider
  | SpanContext
  | Link
  | Context
  | string
  | Uint8Array
  | ArrayBuffer
  | Carrier
  | MessageLike
  | Iterable<LinkSource>
  | false
  | null
  | undefined;
