/** What is sent and read by each client, as its types take it: with the lines of `docs/clients.md`. */
import { spawn } from 'node:child_process';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { _Record } from '@aws-sdk/client-kinesis';
import { PublishCommand } from '@aws-sdk/client-sns';
import { type ReceiveMessageCommandOutput, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { EventHubProducerClient, ReceivedEventData } from '@azure/event-hubs';
import type { InvocationContext } from '@azure/functions';
import type { ServiceBusReceivedMessage, ServiceBusSender } from '@azure/service-bus';
import type { Message as RdKafkaMessage, MessageHeader } from '@confluentinc/kafka-javascript';
import type { Message as PubSubMessage, Topic } from '@google-cloud/pubsub';
import type { JetStreamClient, JsMsg, StoredMsg } from '@nats-io/jetstream';
import type { Metadata, ServerUnaryCall } from '@grpc/grpc-js';
import type { Client as McpClient } from '@modelcontextprotocol/sdk/client/index.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { CallToolRequest, ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js';
import { headers, type Msg, type NatsConnection } from '@nats-io/transport-node';
import type { Headers } from '@temporalio/common';
import type { Channel, ConsumeMessage } from 'amqplib';
import type { EventBridgeEvent, KinesisStreamEvent, SNSEvent, SNSMessage, SQSEvent } from 'aws-lambda';
import type { Job, Queue } from 'bullmq';
import { CloudEvent } from 'cloudevents';
import type { Redis } from 'ioredis';
import type { KafkaMessage, Message } from 'kafkajs';
import type { IPublishPacket, MqttClient } from 'mqtt';
import type { RedisClientType } from 'redis';
import type { Message as RheaMessage, Sender } from 'rhea';
import { linksFrom } from 'spanlink';
import {
  fromAmqp,
  fromBullMq,
  fromCloudEvent,
  fromDebezium,
  fromEnvironment,
  fromEventHubs,
  fromKinesis,
  fromMqtt,
  fromNats,
  fromNest,
  fromPubSub,
  fromRedis,
  fromServiceBus,
  fromSns,
  fromSqs,
  fromTemporal,
  toBullMq,
  toMqtt,
  toNats,
  toSns,
  toSqs,
  toTemporal,
} from 'spanlink/messages';
import { fromKafka, toKafka } from 'spanlink/messages';

declare const channel: Channel;
declare const connection: NatsConnection;
declare const stream: JetStreamClient;
declare const client: MqttClient;
declare const topic: Topic;
declare const sender: ServiceBusSender;
declare const hub: EventHubProducerClient;
declare const queue: Queue;
declare const redis: RedisClientType;
declare const ioredis: Redis;
declare const metadata: Metadata;
declare const mcp: McpClient;
declare const args: Record<string, unknown>;
declare const amqp: Sender;
declare const command: string;
declare const value: string;
declare const content: Buffer;
declare const order: { readonly id: number; readonly traceparent: string };
declare const fields: Record<string, string>;
declare const row: { readonly id: string; readonly tracingspancontext: string | null };
declare const input: { readonly args: unknown[]; readonly headers: Headers };
declare const next: (sent: { readonly args: unknown[]; readonly headers: Headers }) => Promise<unknown>;
declare const QueueUrl: string;
declare const MessageBody: string;
declare const TopicArn: string;
declare const Message: string;

export const produce = (carrier: Record<string, string>): unknown[] => {
  const kafka: Message = { value, headers: toKafka(carrier) };
  const rdkafka: MessageHeader[] = Object.entries(carrier).map(([name, value]) => ({ [name]: value }));
  return [
    kafka,
    rdkafka,
    channel.sendToQueue('orders', content, { headers: carrier }),
    connection.publish('orders', content, { headers: toNats(carrier, headers()) }),
    stream.publish('orders', content, { headers: toNats(carrier, headers()) }),
    client.publish('orders', content, { qos: 1, ...toMqtt(carrier) }),
    new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes: toSqs(carrier) }),
    new PublishCommand({ TopicArn, Message, MessageAttributes: toSns(carrier) }),
    { Data: JSON.stringify({ ...order, ...carrier }) },
    new PutEventsCommand({
      Entries: [{ Source: 'orders', DetailType: 'order.placed', Detail: JSON.stringify({ ...order, ...carrier }) }],
    }),
    topic.publishMessage({ data: content, attributes: carrier }),
    sender.sendMessages({ body: order, applicationProperties: carrier }),
    hub.sendBatch([{ body: order, properties: carrier }]),
    queue.add('ship', order, { attempts: 3, ...toBullMq(carrier) }),
    ioredis.xadd('orders', '*', ...Object.entries({ ...fields, ...carrier }).flat()),
    Object.entries(carrier).forEach(([name, value]) => metadata.set(name, value)),
    mcp.callTool({ name: 'ship', arguments: args, _meta: carrier }),
    amqp.send({ body: order, application_properties: carrier }),
    redis.xAdd('orders', '*', { ...fields, ...carrier }),
    next({ ...input, headers: { ...input.headers, ...toTemporal(carrier) } }),
    new CloudEvent({ source: '/orders', type: 'order.placed', traceparent: carrier.traceparent }),
    { ...row, tracingspancontext: `traceparent=${carrier.traceparent}` },
    spawn(command, { env: { ...process.env, TRACEPARENT: carrier.traceparent } }),
  ];
};

export const consume = (
  message: KafkaMessage,
  record: RdKafkaMessage,
  delivery: ConsumeMessage | null,
  msg: Msg,
  jsMsg: JsMsg,
  stored: StoredMsg,
  packet: IPublishPacket,
  answer: ReceiveMessageCommandOutput,
  sqsEvent: SQSEvent,
  snsEvent: SNSEvent,
  notification: SNSMessage,
  kinesisEvent: KinesisStreamEvent,
  records: _Record[],
  placed: EventBridgeEvent<'order.placed', { readonly id: number }>,
  pubSubMessage: PubSubMessage,
  received: ServiceBusReceivedMessage[],
  events: ReceivedEventData[],
  job: Job,
  entry: { readonly id: string; readonly message: Record<string, string> },
  entries: Awaited<ReturnType<Redis['xrange']>>,
  change: { readonly before: null; readonly after: typeof row },
  call: ServerUnaryCall<object, object>,
  request: CallToolRequest,
  extra: RequestHandlerExtra<ServerRequest, ServerNotification>,
  amqpMessage: RheaMessage,
  invocation: InvocationContext,
  event: CloudEvent<object>,
  context: { getArgByIndex<T>(index: number): T },
): unknown[] => [
  fromKafka(message),
  fromKafka(record),
  fromAmqp(delivery),
  fromNats(msg),
  fromNats(jsMsg),
  linksFrom(stored.header),
  fromMqtt(packet),
  fromSqs(answer),
  fromSqs(sqsEvent),
  fromSns(snsEvent),
  fromSns(notification),
  fromKinesis(kinesisEvent),
  fromKinesis(records),
  linksFrom(placed),
  fromPubSub(pubSubMessage),
  fromServiceBus(received),
  fromEventHubs(events),
  fromBullMq(job),
  fromRedis(entry),
  fromRedis(entries),
  fromTemporal(input),
  fromCloudEvent(event),
  fromDebezium(row),
  fromDebezium(change),
  linksFrom(call),
  linksFrom(metadata),
  linksFrom(request),
  linksFrom(extra),
  linksFrom(amqpMessage),
  linksFrom(invocation),
  fromNest(context),
  fromEnvironment(),
  linksFrom(order),
  linksFrom(fields),
];
