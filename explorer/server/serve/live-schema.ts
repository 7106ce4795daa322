/** The schema of the events of `GET /api/live`. */
import type { LiveAnswer } from '../../api/answers.js';
import { component, isTrue, list, number, optional, string } from './json-schema.js';

export const LIVE_SCHEMA = component<LiveAnswer>('LiveAnswer', 'The data of a server-sent event `spans`.', {
  traces: list(string),
  isCut: optional(isTrue),
  spans: number,
});
