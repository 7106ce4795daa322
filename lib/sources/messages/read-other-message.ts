/** Reads the messages and events of more clients, which are looked at when nothing else was found. */
import { type ContextSink, type ReadResult, addResult } from '../context-sink.js';
import { readCarrier } from '../headers/read-carrier.js';
import { readA2a, readA2aMessage, readA2aParams } from './a2a.js';
import { readAmqp } from './amqp.js';
import { readData } from './aws.js';
import { readFunction, sentMany } from './azure-functions.js';
import { entriesOf } from './dapr.js';
import { readDebezium } from './debezium.js';
import { field } from './field.js';
import { readCall, readMetadata } from './grpc.js';
import { readPulsar } from './pulsar.js';

type Message = Readonly<Record<string, unknown>>;

/**
 * Adds the context in the field where the message's client puts it, or those of all messages in it.
 *
 * @param params The message's `params`, which have been read already.
 * @returns true if there is any.
 */
export function readOtherMessage(message: object, params: unknown, sink: ContextSink): boolean {
  if (addResult(readPlaces(message as Message, params), sink)) return true;
  const { entries, triggerMetadata, traceContext } = message as Message;
  const several = entriesOf(entries) ?? sentMany(triggerMetadata);
  return several === undefined
    ? addResult(readFunction(triggerMetadata, traceContext), sink)
    : sink.addMessages(several);
}

function readPlaces(message: Message, params: unknown): ReadResult {
  const { message_annotations, application_properties, metadata, getMap, getProperties } = message;
  const { 'detail-type': detailType, Data, after, schema, entryId, parts, userMessage } = message;
  return (
    (message_annotations || application_properties
      ? readAmqp(message_annotations, application_properties)
      : undefined) ??
    (params ? readA2aParams(params) : undefined) ??
    (metadata ? (readCall(metadata) ?? readA2a(metadata, parts)) : undefined) ??
    (userMessage ? readA2aMessage(userMessage) : undefined) ??
    (getMap ? readMetadata(message, getMap) : undefined) ??
    (getProperties ? readPulsar(message, getProperties) : undefined) ??
    // EventBridge has no place beside the event, as Kinesis has none
    (detailType ? readCarrier(message.detail) : undefined) ??
    (Data ? readData(Data) : undefined) ??
    (after ? readDebezium(field(after, 'tracingspancontext')) : undefined) ??
    (schema ? readDebezium(field(field(message.payload, 'after'), 'tracingspancontext')) : undefined) ??
    (entryId ? readCarrier(message.event) : undefined)
  );
}
