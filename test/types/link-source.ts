/** `LinkSource` accepts the interfaces of applications and clients, and refuses values without a context. */
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
/** As amqplib types a message. */
interface ConsumeMessage {
  content: Buffer;
  fields: { deliveryTag: number };
  properties: { headers: Record<string, unknown> | undefined; contentType: unknown };
}
/** As the AWS SDK types received messages, and Lambda's types its events. */
interface SqsMessage {
  MessageId?: string | undefined;
  Body?: string | undefined;
  Attributes?: Partial<Record<string, string>> | undefined;
  MessageAttributes?: Record<string, { DataType: string | undefined; StringValue?: string | undefined }> | undefined;
}
interface SQSRecord {
  messageId: string;
  body: string;
  attributes: { AWSTraceHeader?: string; SenderId: string };
  messageAttributes: Record<string, { stringValue?: string; dataType: string }>;
}
interface SNSEventRecord {
  EventSource: string;
  Sns: { Message: string; MessageAttributes: Record<string, { Type: string; Value: string }> };
}
interface SQSEvent {
  Records: SQSRecord[];
}
/** As Google Pub/Sub's client types a message. */
interface PubSubMessage {
  readonly ackId: string;
  readonly attributes: Record<string, string>;
  readonly data: Buffer;
  ack(): void;
}
/** As Azure's clients type received messages. */
interface ServiceBusReceivedMessage {
  body: unknown;
  applicationProperties?: Record<string, number | boolean | string | Date | null>;
}
interface ReceivedEventData {
  body: unknown;
  properties?: Record<string, unknown>;
  readonly systemProperties?: Record<string, unknown>;
}
/** As mqtt-packet types a packet. */
interface PublishPacket {
  cmd: 'publish';
  topic: string;
  properties?: { contentType?: string; userProperties?: Record<string, string | string[]> };
}
/** As KafkaJS types the payload of eachBatch. */
interface EachBatchPayload {
  batch: { topic: string; partition: number; messages: KafkaMessage[]; isEmpty(): boolean };
  heartbeat(): Promise<void>;
}
/** As @platformatic/kafka types a message. */
interface PlatformaticMessage {
  key: Buffer;
  headers: Map<Buffer, Buffer>;
  headerEntries: [Buffer, Buffer][];
}
/** As BullMQ types a job. */
interface BullMqJob {
  id?: string;
  data: unknown;
  opts: { attempts?: number; telemetry?: { metadata?: string; omitContext?: boolean } };
}
/** As Temporal types the input of its interceptors. */
interface ActivityExecuteInput {
  readonly args: unknown[];
  readonly headers: Record<string, { metadata?: Record<string, Uint8Array> | null; data?: Uint8Array | null }>;
}
interface OutboxRow {
  id: string;
  payload: string;
  tracingspancontext: string | null;
}
/** As grpc-js types what a handler gets. */
interface GrpcMetadata {
  get(key: string): (string | Buffer)[];
  getMap(): Record<string, string | Buffer>;
  clone(): GrpcMetadata;
}
interface GrpcCall {
  request: Order;
  readonly metadata: GrpcMetadata;
  getPeer(): string;
}
/** As the Model Context Protocol's SDKs type a request, and what a handler gets. */
interface McpRequest {
  method: string;
  params?: { _meta?: Record<string, unknown>; name: string };
}
interface McpExtra {
  signal: AbortSignal;
  _meta?: Record<string, unknown>;
}
interface McpContext {
  mcpReq: { id: number | string; _meta?: Record<string, unknown> };
}
/** As Lambda's types have an event of EventBridge. */
interface EventBridgeEvent {
  'detail-type': string;
  source: string;
  detail: Order;
}
/** As rhea types a message. */
interface RheaMessage {
  body: unknown;
  application_properties?: Record<string, unknown>;
  message_annotations?: Record<string, unknown>;
}
interface PulsarMessage {
  getProperties(): Record<string, string>;
  getMessageId(): object;
  getData(): Buffer;
}
interface InvocationContext {
  invocationId: string;
  triggerMetadata?: Record<string, unknown>;
  traceContext?: { traceParent?: string; traceState?: string };
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
  values<ConsumeMessage>(),
  values<ConsumeMessage | null>(),
  values<SqsMessage[] | undefined>(),
  values<SQSEvent>(),
  values<SQSEvent>().Records,
  values<{ Records: SNSEventRecord[] }>().Records,
  values<PubSubMessage>(),
  values<ServiceBusReceivedMessage[]>(),
  values<ReceivedEventData[]>(),
  values<PublishPacket>(),
  values<EachBatchPayload>(),
  values<EachBatchPayload>().batch.messages,
  values<PlatformaticMessage>(),
  values<BullMqJob>(),
  values<ActivityExecuteInput>(),
  values<OutboxRow[]>(),
  values<GrpcMetadata>(),
  values<GrpcCall>(),
  values<McpRequest>(),
  values<McpExtra>(),
  values<McpContext>(),
  values<EventBridgeEvent>(),
  values<RheaMessage[]>(),
  values<{ message?: RheaMessage; delivery?: object }>(),
  values<PulsarMessage>(),
  values<InvocationContext>(),
  values<{ SequenceNumber: string | undefined; Data: Uint8Array | undefined }[]>(),
  values<{ before: Order | null; after: Order | null; op: string }>(),
  values<{ topic: string; entries: { entryId: string; event: unknown }[] }>(),
  values<{ key: string; value: string }[]>(),
  Buffer.from('{}'),
  new ArrayBuffer(8),
  { rawHeaders: ['traceparent', ''], method: 'POST' },
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

/** Mistakes that no type can show. */
export const holes: LinkSource[] = [
  // any text, and any object of texts, may be a carrier
  'hello',
  { city: 'Bern' },
  // whatever is in `headers`
  { headers: 7 },
  { attributes: 7 },
  // an empty object
  {},
];

export const carriers: Carrier[] = [
  { traceparent: Buffer.from('') },
  new Map<string, string[]>(),
  new Headers(),
  [['traceparent', '']],
  [{ traceparent: '' }],
];

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
