/** `to…` puts a carrier into the client's place for it, from which `from…` and `linksFrom` read it. */
import type { PublishCommandInput } from '@aws-sdk/client-sns';
import type { Message, SendMessageBatchRequestEntry, SendMessageCommandInput } from '@aws-sdk/client-sqs';
import type { KafkaJS, MessageHeader } from '@confluentinc/kafka-javascript';
import { headers as natsHeaders, type MsgHdrs } from '@nats-io/nats-core';
import type { MessageToProduce } from '@platformatic/kafka';
import { defaultPayloadConverter, type Headers } from '@temporalio/common';
import type { JobsOptions } from 'bullmq';
import type { IHeaders } from 'kafkajs';
import type { IClientPublishOptions } from 'mqtt';
import { linksFrom, SpanGuard } from 'spanlink';
import {
  fromBullMq,
  fromKafka,
  fromMqtt,
  fromNats,
  fromSns,
  fromSqs,
  fromTemporal,
  toBullMq,
  toKafka,
  toMqtt,
  toNats,
  toSns,
  toSqs,
  toTemporal,
} from 'spanlink/messages';
import { A, linkOf, linkTargets } from '../fixtures/spans';

const CARRIER = Object.freeze({ traceparent: A, tracestate: 'vendor=1', baggage: 'tenant=a' });
const EMPTY = new SpanGuard().carrier();

/** Expects both readers to link to the carrier's span, and to keep its trace state. */
function expectRead(message: object, links: ReturnType<typeof linksFrom>): void {
  expect(linkTargets(links)).toEqual([linkOf(A)]);
  expect(links[0]?.context.traceState?.serialize()).toBe('vendor=1');
  expect(linksFrom(message as Parameters<typeof linksFrom>[0])).toEqual(links);
}

test('toKafka makes bytes, which each client of Kafka takes', () => {
  const kafkajs: IHeaders = toKafka(CARRIER);
  const confluent: KafkaJS.IHeaders = toKafka(CARRIER);
  const rdkafka: MessageHeader[] = Object.entries(toKafka(CARRIER)).map(([name, value]) => ({ [name]: value }));
  const platformatic: NonNullable<MessageToProduce<string, string, string, Buffer>['headers']> = toKafka(CARRIER);
  for (const value of Object.values(kafkajs)) expect(value).toBeInstanceOf(Buffer);
  expect(Object.keys(kafkajs)).toEqual(Object.keys(CARRIER));
  for (const headers of [kafkajs, confluent, rdkafka, platformatic]) expectRead({ headers }, fromKafka({ headers }));
  expect(toKafka(EMPTY)).toEqual({});
});

test('toNats writes into the headers of the client, and keeps those that were there', () => {
  const given = natsHeaders();
  given.set('tenant', 'a');
  given.set('traceparent', 'old');
  const headers: MsgHdrs = toNats(CARRIER, given);
  expect(headers).toBe(given);
  expect(headers.get('tenant')).toBe('a');
  expect(headers.values('traceparent')).toEqual([A]);
  expectRead({ subject: 'orders', headers }, fromNats({ headers }));
  expect(toNats(EMPTY, natsHeaders()).keys()).toEqual([]);
});

test('toNats leaves no trace state of the old trace in the headers of a message that is passed on', () => {
  const given = natsHeaders();
  given.set('traceparent', 'old');
  given.set('tracestate', 'ot=th:8');
  expect(toNats({ traceparent: A }, given).has('tracestate')).toBe(false);
  given.set('tracestate', 'ot=th:8');
  expect(toNats(EMPTY, given).get('tracestate')).toBe('ot=th:8');
});

test('toNats writes into any headers that can be set, as its type says', () => {
  const written: [string, string][] = [];
  toNats({ traceparent: A }, { set: (name, value) => written.push([name, value]) });
  expect(written).toEqual([['traceparent', A]]);
});

test('toMqtt makes user properties', () => {
  const options: IClientPublishOptions = { qos: 1, ...toMqtt(CARRIER) };
  expect(options).toEqual({ qos: 1, properties: { userProperties: CARRIER } });
  const { properties } = options;
  expectRead({ cmd: 'publish', properties }, fromMqtt({ properties }));
  expect(toMqtt(EMPTY)).toEqual({ properties: { userProperties: {} } });
});

test('toBullMq makes the metadata of BullMQ’s telemetry', () => {
  const opts: JobsOptions = { attempts: 3, ...toBullMq(CARRIER) };
  expect(opts).toEqual({ attempts: 3, telemetry: { metadata: JSON.stringify(CARRIER) } });
  expectRead({ id: '7', opts }, fromBullMq({ opts }));
  expect(fromBullMq({ opts: toBullMq(EMPTY) })).toEqual([]);
});

test('toTemporal makes a payload, which Temporal’s own converter decodes', () => {
  const headers: Headers = { ...toTemporal(CARRIER) };
  expect(defaultPayloadConverter.fromPayload(toTemporal(CARRIER)['_tracer-data'])).toEqual(CARRIER);
  expect(toTemporal(CARRIER)).toEqual({ '_tracer-data': plain(defaultPayloadConverter.toPayload(CARRIER)) });
  expectRead({ args: [], headers }, fromTemporal({ headers }));
  expect(fromTemporal({ headers: toTemporal(EMPTY) })).toEqual([]);
});

test('toSqs makes text attributes, which SQS delivers for one message and in a batch', () => {
  const one: SendMessageCommandInput = { QueueUrl: 'orders', MessageBody: '{}', MessageAttributes: toSqs(CARRIER) };
  const entry: SendMessageBatchRequestEntry = { Id: '1', MessageBody: '{}', MessageAttributes: toSqs(CARRIER) };
  expect(one.MessageAttributes?.traceparent).toEqual({ DataType: 'String', StringValue: A });
  for (const { MessageAttributes } of [one, entry]) expectRead({ MessageAttributes }, fromSqs({ MessageAttributes }));
  const received: Message = { MessageAttributes: one.MessageAttributes };
  const passedOn: SendMessageCommandInput = {
    QueueUrl: 'later',
    MessageBody: '{}',
    MessageAttributes: toSqs(CARRIER, received.MessageAttributes),
  };
  expect(passedOn.MessageAttributes).toEqual(one.MessageAttributes);
});

test('toSns makes the same, which SNS delivers raw to a queue, to Lambda as its own, and else in the body', () => {
  const { MessageAttributes = {} }: PublishCommandInput = {
    TopicArn: 'orders',
    Message: '{}',
    MessageAttributes: toSns(CARRIER),
  };
  const own = Object.fromEntries(
    Object.entries(MessageAttributes).map(([name, { DataType, StringValue }]) => [
      name,
      { Type: DataType, Value: StringValue },
    ]),
  );
  expectRead({ MessageAttributes }, fromSqs({ MessageAttributes }));
  expectRead({ Sns: { MessageAttributes: own } }, fromSns({ Sns: { MessageAttributes: own } }));
  const Body = JSON.stringify({ Type: 'Notification', Message: '{}', MessageAttributes: own });
  const delivered: Message = { Body };
  expectRead(delivered, fromSqs(delivered));
});

/** Returns bytes of one class, as `toEqual` does not take a Buffer for a Uint8Array. */
function plain(payload: ReturnType<typeof defaultPayloadConverter.toPayload>): unknown {
  return {
    metadata: { encoding: Uint8Array.from(payload?.metadata?.encoding ?? []) },
    data: Uint8Array.from(payload?.data ?? []),
  };
}
