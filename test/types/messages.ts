/** The readers of `spanlink/messages` take the interfaces of their clients as they are, and refuse those of others. */
import type { Message as SqsMessage, ReceiveMessageCommandOutput } from '@aws-sdk/client-sqs';
import type { ReceivedEventData } from '@azure/event-hubs';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { KafkaJS, Message as RdKafkaMessage } from '@confluentinc/kafka-javascript';
import type { Message as PubSubMessage } from '@google-cloud/pubsub';
import type { JsMsg } from '@nats-io/jetstream';
import type { Msg } from '@nats-io/transport-node';
import type { Link } from '@opentelemetry/api';
import type { Message as PlatformaticMessage } from '@platformatic/kafka';
import type { Headers as TemporalHeaders } from '@temporalio/common';
import type { ConsumeMessage, GetMessage, Message as AmqpMessage } from 'amqplib';
import type { KinesisStreamEvent, MSKEvent, SNSEvent, SQSEvent } from 'aws-lambda';
import type { Job } from 'bullmq';
import type { CloudEventV1, Message as HttpEvent } from 'cloudevents';
import type { EachBatchPayload, EachMessagePayload, KafkaMessage } from 'kafkajs';
import type { IPublishPacket } from 'mqtt';
import type { LinkOptions } from 'spanlink';
import {
  fromAmqp,
  fromBullMq,
  fromCloudEvent,
  fromDebezium,
  fromEnvironment,
  fromEventHubs,
  fromKafka,
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
  messageAttributes,
} from 'spanlink/messages';

/** As an application types a row of the outbox. */
interface OutboxRow {
  readonly id: string;
  readonly tracingspancontext: string | null;
}
/** As node-redis types an entry. */
interface StreamMessage {
  readonly id: string;
  readonly message: Record<string, string>;
}
/** As NestJS types its contexts. */
interface RpcContext {
  getArgs(): unknown[];
  getArgByIndex<T>(index: number): T;
}

declare function values<T>(): T;

export const links: Link[][] = [
  fromKafka(values<KafkaMessage>()),
  fromKafka(values<KafkaMessage[]>()),
  fromKafka(values<EachMessagePayload>()),
  fromKafka(values<EachBatchPayload>()),
  fromKafka(values<KafkaJS.KafkaMessage[]>()),
  fromKafka(values<KafkaJS.EachBatchPayload>()),
  fromKafka(values<RdKafkaMessage[]>()),
  fromKafka(values<PlatformaticMessage<string, object, string, string>>()),
  fromKafka(values<MSKEvent>()),
  fromAmqp(values<ConsumeMessage | null>()),
  fromAmqp(values<GetMessage | false>()),
  fromAmqp(values<(AmqpMessage | null | false)[]>()),
  fromNats(values<Msg>()),
  fromNats(values<JsMsg | null>()),
  fromNats(values<Set<JsMsg>>()),
  fromMqtt(values<IPublishPacket>()),
  fromSqs(values<SqsMessage>()),
  fromSqs(values<SqsMessage[] | undefined>()),
  fromSqs(values<ReceiveMessageCommandOutput>()),
  fromSqs(values<SQSEvent>()),
  fromSqs(values<SQSEvent>().Records),
  fromSns(values<SNSEvent>()),
  fromSns(values<SNSEvent>().Records),
  fromKinesis(values<KinesisStreamEvent>()),
  fromKinesis(values<KinesisStreamEvent>().Records),
  fromPubSub(values<PubSubMessage[]>()),
  fromServiceBus(values<ServiceBusReceivedMessage[]>()),
  fromEventHubs(values<ReceivedEventData[]>()),
  fromBullMq(values<Job>()),
  fromBullMq(values<Job<object, string> | undefined>()),
  fromRedis(values<StreamMessage[] | null>()),
  fromTemporal(values<{ readonly args: unknown[]; readonly headers: TemporalHeaders }>()),
  fromCloudEvent(values<CloudEventV1<object>>()),
  fromCloudEvent(values<CloudEventV1<object>[]>()),
  fromCloudEvent(values<HttpEvent>()),
  fromDebezium(values<OutboxRow[]>()),
  fromDebezium(values<KafkaMessage>()),
  fromNest(values<RpcContext>()),
  fromEnvironment(),
  fromEnvironment({ TRACEPARENT: 'of another' }, { relation: 'origin' }),
  fromEnvironment(process.env, { relation: 'origin' }),
];

export const options: LinkOptions = { relation: 'batch_item', attributes: messageAttributes };

export const refused: unknown[] = [
  // @ts-expect-error -- options take the second place
  fromEnvironment({ relation: 'origin' }),
  // @ts-expect-error -- headers alone are no message: their sender could imitate any other source
  fromAmqp(values<ConsumeMessage>().properties.headers),
  // @ts-expect-error -- a message of another client
  fromAmqp(values<KafkaMessage>()),
  // @ts-expect-error -- text is for linksFrom
  fromKafka('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'),
  // @ts-expect-error -- a promise is to be awaited
  fromNats(values<Promise<JsMsg | null>>()),
  // @ts-expect-error -- an async iterable cannot be read synchronously
  fromNats(values<AsyncIterable<JsMsg>>()),
  // @ts-expect-error -- a record of SQS
  fromSns(values<SQSEvent>().Records),
  // @ts-expect-error -- an argument of the handler, where its context is asked for
  fromNest(values<OutboxRow>()),
];
