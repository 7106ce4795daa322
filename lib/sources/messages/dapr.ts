/** Dapr: the events of a bulk subscription, in `entries[].event`. */
import type { ReadResult } from '../context-sink.js';
import { asList } from './field.js';
import type { ContextReader, ListReader, Message } from './message-reader.js';
import { readCarrier } from '../headers/read-carrier.js';

/** See https://docs.dapr.io/developing-applications/building-blocks/pubsub/pubsub-bulk/. */
export function entriesOf(entries: unknown): readonly unknown[] | undefined {
  const list = asList(entries);
  const first = list?.[0];
  // entries of anything else have no id of that name; it is read with the entry
  return typeof first === 'object' && first !== null && 'entryId' in first ? list : undefined;
}

/** Reads the event of one entry. */
export function readEntry(_id: unknown, { event }: Message): ReadResult {
  return readCarrier(event);
}

export const DAPR_BULK: ListReader = { client: 'Dapr', fields: ['entries'], list: entriesOf };
export const DAPR_ENTRY: ContextReader = {
  client: 'Dapr',
  fields: ['entryId', 'event'],
  read: readEntry,
};
