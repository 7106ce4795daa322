/** The same calls where no context is active, as in what a timer or a consumer starts. */
import { benchmark as asyncLinked } from './async-linked.mjs';
import { benchmark as batch } from './batch.mjs';
import { benchmark as linked } from './linked.mjs';

export const atRoot = [linked, asyncLinked, batch].map((benchmark) => ({
  ...benchmark,
  name: `${benchmark.name}, at the root`,
  states: ['recorded'],
  isAtRoot: true,
}));
