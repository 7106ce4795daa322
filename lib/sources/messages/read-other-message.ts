/** Reads the messages and events of more clients, which are looked at when nothing else was found. */
// written by `npm run generate` out of readers.ts
import { addResult, type ContextSink } from '../context-sink.js';
import { readCarrier } from '../headers/read-carrier.js';
import { readA2aMessage, readA2aMetadata, readA2aParams } from './a2a.js';
import { readData, readDetail } from './aws.js';
import { readHost, readTrigger, sentMany } from './azure-functions.js';
import { entriesOf, readEntry } from './dapr.js';
import { readChange, readChangeWithSchema } from './debezium.js';
import { readCall, readOwnMetadata } from './grpc.js';
import { readPulsar } from './pulsar.js';
import type { Message } from './message-reader.js';

/**
 * Adds the context in the field where the message's client puts it, or those of all messages in it.
 *
 * @param params The message's `params`, which has been read already.
 * @returns true if there is any.
 */
export function readOtherMessage(item: object, params: unknown, sink: ContextSink): boolean {
  const fields = item as Message;
  const { message_annotations } = fields;
  if (message_annotations && addResult(readCarrier(message_annotations), sink)) return true;
  const { application_properties } = fields;
  if (application_properties && addResult(readCarrier(application_properties), sink)) return true;
  if (params && addResult(readA2aParams(params), sink)) return true;
  const { metadata } = fields;
  if (metadata && (addResult(readCall(metadata), sink) || addResult(readA2aMetadata(metadata, fields), sink)))
    return true;
  const { userMessage } = fields;
  if (userMessage && addResult(readA2aMessage(userMessage), sink)) return true;
  const { getMap } = fields;
  if (getMap && addResult(readOwnMetadata(getMap, fields), sink)) return true;
  const { getProperties } = fields;
  if (getProperties && addResult(readPulsar(getProperties, fields), sink)) return true;
  const { 'detail-type': detailType } = fields;
  if (detailType && addResult(readDetail(detailType, fields), sink)) return true;
  const { Data } = fields;
  if (Data && addResult(readData(Data), sink)) return true;
  const { after } = fields;
  if (after && addResult(readChange(after), sink)) return true;
  const { schema } = fields;
  if (schema && addResult(readChangeWithSchema(schema, fields), sink)) return true;
  const { entryId } = fields;
  if (entryId && addResult(readEntry(entryId, fields), sink)) return true;
  const { entries } = fields;
  const entriesList = entries ? entriesOf(entries) : undefined;
  if (entriesList !== undefined) return sink.addMessages(entriesList);
  const { triggerMetadata } = fields;
  const triggerMetadataList = triggerMetadata ? sentMany(triggerMetadata) : undefined;
  if (triggerMetadataList !== undefined) return sink.addMessages(triggerMetadataList);
  if (triggerMetadata && addResult(readTrigger(triggerMetadata), sink)) return true;
  const { traceContext } = fields;
  if (traceContext && addResult(readHost(traceContext), sink)) return true;
  return false;
}
