/** Dapr: the events of a bulk subscription, in `entries[].event`. */
import { asList } from './field.js';

/** See https://docs.dapr.io/developing-applications/building-blocks/pubsub/pubsub-bulk/. */
export function entriesOf(entries: unknown): readonly unknown[] | undefined {
  const list = asList(entries);
  const first = list?.[0];
  // entries of anything else have no id of that name; it is read with the entry
  return typeof first === 'object' && first !== null && 'entryId' in first ? list : undefined;
}
