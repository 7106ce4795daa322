/** The schema of answers about counters. */
import type { CountersAnswer, CounterSum } from '../../api/counter-answers.js';
import { component, list, number, object, optional, string, stringMap } from './json-schema.js';
import { completeness } from './part-schemas.js';

export const COUNTERS_SCHEMA = component<CountersAnswer>('CountersAnswer', 'What senders count of their links.', {
  counters: list(
    object<CounterSum>({
      service: string,
      site: optional(string),
      attributes: optional(stringMap),
      counter: string,
      value: number,
      rose: number,
    }),
  ),
  ...completeness,
});
