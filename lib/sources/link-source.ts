/** The shapes that users write: link sources, link options and span options. */
import type { Attributes, Context, Link, Span, SpanContext, SpanKind } from '@opentelemetry/api';
import type { SpanGuard } from '../spans/guard.js';

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

/** Fetch's `Headers`, and whatever else answers `get` and can be iterated. */
export interface HeadersLike {
  get(name: string): string | null | undefined;
  [Symbol.iterator](): IterableIterator<unknown>;
}

/**
 * An object that carries its context in `headers`, in fields of its own (a row, a job, an event), or where its client
 * puts it: a message of amqplib (`properties`), Azure, SQS, SNS or Pub/Sub, a job of BullMQ (`opts`), a batch of
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

/** An interface that may have that field, or an object literal that has it among others. */
type WithPlace<Name extends MessagePlace> =
  Readonly<Partial<Record<Name, unknown>>> | Readonly<Record<Name, unknown> & Record<string, unknown>>;

/**
 * Anything a link can be read from. `null`, `undefined` and `false` mean "no cause", and are not counted as unreadable.
 *
 * An iterable gives the links of all its items, nested one level. A one-shot iterator (a generator object) is read
 * only when it is the source itself and not one of the method's arguments, since reading it would consume it.
 */
export type LinkSource =
  | Span
  | SpanContext
  | Link
  | Context
  | SpanGuard
  | string
  | Carrier
  | MessageLike
  | Iterable<LinkSource>
  | false
  | null
  | undefined;

/** Why a link exists; any other text is allowed. `parent` and `child` are OpenCensus's link types. */
export type Relation =
  | 'caller'
  | 'triggered'
  | 'origin'
  | 'previous'
  | 'retry_of'
  | 'resumes'
  | 'compensates'
  | 'dead_letter_of'
  | 'batch_item'
  | 'parent'
  | 'child'
  | (string & {});

/** What is recorded on each link, beside the context it points to. */
export interface LinkOptions {
  /** Recorded on the link as `spanlink.relation`, and under each of `relationAliases`. */
  relation?: Relation;
  /** Attributes of every link, or a function of the item and its place in the source as given. */
  attributes?: Attributes | FromArguments<Attributes | undefined, [item: unknown, index: number]>;
}

/**
 * A function of the decorated method's arguments, with the instance as `this`. Parameters that are not annotated are
 * known from the method; in options that are kept apart from it they are `unknown` unless `Arguments` is given.
 */
export type FromArguments<Result, Arguments extends readonly unknown[]> = Annotated<Arguments, Result>['call'];

/** A function whose parameters may be annotated more narrowly than they are known here, as a method's may. */
interface Annotated<Arguments extends readonly unknown[], Result> {
  call(...args: Arguments): Result;
}

/** What only the start of a span needs; every function gets the method's arguments. */
export interface StartOptions<Arguments extends readonly unknown[] = unknown[]> {
  /** OpenTelemetry's span kind; `INTERNAL` by default. */
  kind?: SpanKind;
  /** Attributes that are there when the span starts, so that samplers see them. */
  attributes?: Attributes | FromArguments<Attributes | undefined, Arguments>;
  /** The causes of this span; for a relation, say `linksFrom(source, { relation })` here, or use `@LinkFrom`. */
  links?: LinkSource | FromArguments<LinkSource, Arguments>;
  /** Starts a new trace; the ambient span is neither parent nor linked. */
  root?: boolean;
  /** Starts a new trace, linked back to the caller's span; `'both'` also links the caller's span to this one. */
  linkCaller?: boolean | 'both';
  /**
   * Continues that trace, and the ambient span becomes a link. Where it holds no context, `root`, `linkCaller` or the
   * ambient span decide.
   */
  parent?: FromArguments<LinkSource, Arguments>;
}

/** Everything `@Span` takes. All functions also get the instance as `this`. */
export interface SpanOptions<Arguments extends readonly unknown[] = unknown[]> extends StartOptions<Arguments> {
  /** The span's name, or a function of the arguments; `Class.method` by default. */
  name?: string | FromArguments<string, Arguments>;
  /** Attributes read from what the method gave: the value, or what its promise or generator ended with. */
  result?: FromArguments<Attributes | undefined, [value: unknown, ...Arguments]>;
  /** Whether something thrown is an error of this span; everything is, by default. */
  isError?: FromArguments<boolean, [error: unknown, ...Arguments]>;
}
