/** Reads messages of known clients by their structure, without importing any of them. */
import { type ContextSink, type ReadResult, addResult } from '../context-sink.js';
import { readCarrier } from '../headers/read-carrier.js';
import { readAmqplib } from './amqplib.js';
import { readAttributes, readBody, readKinesis, readSystemAttributes } from './aws.js';
import { readBullMq } from './bullmq.js';
import { readDebezium } from './debezium.js';
import { readRawHeaders } from './http.js';
import { messagesOf, recordsOf } from './kafka.js';
import { readMqtt } from './mqtt.js';
import { readNest } from './nestjs.js';
import { field, asList } from './field.js';
import { readPubSub } from './pubsub.js';
import { readWrapped } from './wrapped.js';

type Message = Readonly<Record<string, unknown>>;

/**
 * Adds the context in the field where the message's client puts it, or those of all messages in it. All fields are
 * written out, as this runs for each message: a list of readers is three times slower.
 *
 * @param context The message's `context`, which has been read already.
 * @returns true if there is any.
 */
export function readMessage(message: object, context: unknown, sink: ContextSink): boolean {
  if (addResult(readPlaces(message, context), sink)) return true;
  const { batch, messages, Records, records, Messages } = message as Message;
  const several = messagesOf(batch) ?? asList(messages) ?? asList(Records) ?? recordsOf(records) ?? asList(Messages);
  return several !== undefined && sink.addMessages(several);
}

function readPlaces(message: object, context: unknown): ReadResult {
  const { properties, applicationProperties, attributes, opts, headerEntries, rawHeaders } = message as Message;
  const { tracingspancontext, message: inner, getArgByIndex } = message as Message;
  return (
    (properties ? (readAmqplib(properties) ?? readMqtt(properties) ?? readCarrier(properties)) : undefined) ??
    (applicationProperties ? readCarrier(applicationProperties) : undefined) ??
    readAws(message as Message) ??
    (attributes ? (readPubSub(attributes, context) ?? readSystemAttributes(attributes)) : undefined) ??
    (opts ? readBullMq(opts) : undefined) ??
    (headerEntries ? readCarrier(headerEntries) : undefined) ??
    (rawHeaders ? readRawHeaders(rawHeaders) : undefined) ??
    (tracingspancontext ? readDebezium(tracingspancontext) : undefined) ??
    (inner ? readWrapped(inner) : undefined) ??
    (getArgByIndex ? readNest(message) : undefined)
  );
}

function readAws(message: Message): ReadResult {
  const { MessageAttributes, messageAttributes, Body, eventSource, Attributes, Sns, kinesis } = message;
  return (
    (MessageAttributes ? readAttributes(MessageAttributes) : undefined) ??
    (messageAttributes ? readAttributes(messageAttributes) : undefined) ??
    (Body ? readBody(Body) : undefined) ??
    // of Lambda's records alone: the body of a request may be computed by a getter
    (eventSource === 'aws:sqs' ? readBody(message.body) : undefined) ??
    (Attributes ? readSystemAttributes(Attributes) : undefined) ??
    (Sns ? readAttributes(field(Sns, 'MessageAttributes')) : undefined) ??
    (kinesis ? readKinesis(kinesis) : undefined)
  );
}
