/** Reads messages of known clients by their structure, without importing any of them. */
// written by `npm run generate` out of readers.ts
import { addResult, type ContextSink } from '../context-sink.js';
import { readCarrier } from '../headers/read-carrier.js';
import { readAmqplib } from './amqplib.js';
import { readAttributes, readBody, readKinesis, readLambdaBody, readSns, readSystemAttributes } from './aws.js';
import { readBullMq } from './bullmq.js';
import { readDebezium } from './debezium.js';
import { asList } from './field.js';
import { readRawHeaders } from './http.js';
import { messagesOf, recordsOf } from './kafka.js';
import { readMqtt } from './mqtt.js';
import { readNestContext } from './nestjs.js';
import { readPubSub } from './pubsub.js';
import { readWrapped } from './wrapped.js';
import type { Message } from './message-reader.js';

/**
 * Adds the context in the field where the message's client puts it, or those of all messages in it.
 *
 * @param context The message's `context`, which has been read already.
 * @returns true if there is any.
 */
export function readMessage(item: object, context: unknown, sink: ContextSink): boolean {
  const fields = item as Message;
  const { properties } = fields;
  if (
    properties &&
    (addResult(readAmqplib(properties), sink) ||
      addResult(readMqtt(properties), sink) ||
      addResult(readCarrier(properties), sink))
  )
    return true;
  const { applicationProperties } = fields;
  if (applicationProperties && addResult(readCarrier(applicationProperties), sink)) return true;
  const { MessageAttributes } = fields;
  if (MessageAttributes && addResult(readAttributes(MessageAttributes), sink)) return true;
  const { messageAttributes } = fields;
  if (messageAttributes && addResult(readAttributes(messageAttributes), sink)) return true;
  const { Body } = fields;
  if (Body && addResult(readBody(Body), sink)) return true;
  const { eventSource } = fields;
  if (eventSource && addResult(readLambdaBody(eventSource, fields), sink)) return true;
  const { Attributes } = fields;
  if (Attributes && addResult(readSystemAttributes(Attributes), sink)) return true;
  const { Sns } = fields;
  if (Sns && addResult(readSns(Sns), sink)) return true;
  const { kinesis } = fields;
  if (kinesis && addResult(readKinesis(kinesis), sink)) return true;
  const { attributes } = fields;
  if (
    attributes &&
    (addResult(readPubSub(attributes, fields, context), sink) || addResult(readSystemAttributes(attributes), sink))
  )
    return true;
  const { opts } = fields;
  if (opts && addResult(readBullMq(opts), sink)) return true;
  const { headerEntries } = fields;
  if (headerEntries && addResult(readCarrier(headerEntries), sink)) return true;
  const { rawHeaders } = fields;
  if (rawHeaders && addResult(readRawHeaders(rawHeaders), sink)) return true;
  const { tracingspancontext } = fields;
  if (tracingspancontext && addResult(readDebezium(tracingspancontext), sink)) return true;
  const { message } = fields;
  if (message && addResult(readWrapped(message), sink)) return true;
  const { getArgByIndex } = fields;
  if (getArgByIndex && addResult(readNestContext(getArgByIndex, fields), sink)) return true;
  const { batch } = fields;
  const batchList = batch ? messagesOf(batch) : undefined;
  if (batchList !== undefined) return sink.addMessages(batchList);
  const { messages } = fields;
  const messagesList = messages ? asList(messages) : undefined;
  if (messagesList !== undefined) return sink.addMessages(messagesList);
  const { Records } = fields;
  const RecordsList = Records ? asList(Records) : undefined;
  if (RecordsList !== undefined) return sink.addMessages(RecordsList);
  const { records } = fields;
  const recordsList = records ? recordsOf(records) : undefined;
  if (recordsList !== undefined) return sink.addMessages(recordsList);
  const { Messages } = fields;
  const MessagesList = Messages ? asList(Messages) : undefined;
  if (MessagesList !== undefined) return sink.addMessages(MessagesList);
  return false;
}
