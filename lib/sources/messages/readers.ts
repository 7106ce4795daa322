/**
 * All readers of messages, in the order in which they are asked: the one place to add one. `npm run generate` writes
 * what depends on them (`read-message.ts`, `read-other-message.ts`, `fields.ts`), as code that asks one field after the
 * other is three times as fast as a loop, and needs none of these declarations at run time.
 */
import { A2A_CONTEXT, A2A_MESSAGE, A2A_PARAMS } from './a2a.js';
import { AMQP_ANNOTATIONS, AMQP_PROPERTIES } from './amqp.js';
import { AMQPLIB } from './amqplib.js';
import {
  EVENT_BRIDGE,
  KINESIS,
  KINESIS_DATA,
  LAMBDA_RECORDS,
  LAMBDA_SYSTEM,
  RECEIVED_MESSAGES,
  SNS,
  SNS_IN_LAMBDA,
  SNS_IN_SQS,
  SQS,
  SQS_IN_LAMBDA,
  SQS_SYSTEM,
} from './aws.js';
import { EVENT_HUBS, SERVICE_BUS } from './azure.js';
import { CALLED_BY_HOST, TRIGGERED, TRIGGERED_BY_MANY } from './azure-functions.js';
import { BULLMQ } from './bullmq.js';
import { DAPR_BULK, DAPR_ENTRY } from './dapr.js';
import { DEBEZIUM, DEBEZIUM_CHANGE, DEBEZIUM_WITH_SCHEMA } from './debezium.js';
import { GRPC_CALL, GRPC_METADATA } from './grpc.js';
import { NODE_HTTP } from './http.js';
import { BATCH, KAFKA_IN_LAMBDA, KAFKAJS_BATCH, PLATFORMATIC_KAFKA } from './kafka.js';
import { MCP } from './mcp.js';
import type { MessageReader } from './message-reader.js';
import { MQTT } from './mqtt.js';
import { NESTJS } from './nestjs.js';
import { PUBSUB } from './pubsub.js';
import { PULSAR } from './pulsar.js';
import { WRAPPED } from './wrapped.js';

/** Those that each message is given to. */
export const READERS: readonly MessageReader[] = [
  ...[AMQPLIB, MQTT, EVENT_HUBS, SERVICE_BUS],
  ...[SQS, SQS_IN_LAMBDA, SNS_IN_SQS, SNS_IN_LAMBDA, SQS_SYSTEM, SNS, KINESIS, PUBSUB, LAMBDA_SYSTEM],
  ...[BULLMQ, PLATFORMATIC_KAFKA, NODE_HTTP, DEBEZIUM, WRAPPED, NESTJS],
  ...[KAFKAJS_BATCH, BATCH, LAMBDA_RECORDS, KAFKA_IN_LAMBDA, RECEIVED_MESSAGES],
];

/** Those that are asked when nothing else was found. */
export const OTHER_READERS: readonly MessageReader[] = [
  ...[AMQP_ANNOTATIONS, AMQP_PROPERTIES, A2A_PARAMS, GRPC_CALL, A2A_MESSAGE, A2A_CONTEXT, GRPC_METADATA, PULSAR],
  ...[EVENT_BRIDGE, KINESIS_DATA, DEBEZIUM_CHANGE, DEBEZIUM_WITH_SCHEMA, DAPR_ENTRY],
  ...[DAPR_BULK, TRIGGERED_BY_MANY, TRIGGERED, CALLED_BY_HOST],
];

/** All of them. */
export const ALL_READERS: readonly MessageReader[] = [MCP, ...READERS, ...OTHER_READERS];

/** Fields that hold no message of a client, and are none of a carrier's headers either. */
export const OTHER_FIELDS: readonly string[] = [
  ...['headers', 'context', '_tracer-data'],
  ...['spanContext', 'getValue', 'setValue', 'deleteValue'],
];
