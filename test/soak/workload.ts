/** Work of one kind, of which a soak does the same amount in every round. */
import { type Message, message } from '../fixtures/spans';

export interface Workload {
  readonly kind: string;
  /** Makes the calls of one round. @returns their number. */
  round(): Promise<number> | number;
  /** Returns the number of spans that run on after a round, as they are meant to. */
  running?(): number;
}

let produced = 0;

/** Returns a message whose span nobody has linked to before: what is remembered by its ids grows. */
export function newMessage(): Message {
  return message(produced++);
}

/** Returns so many of them. */
export function newMessages(count: number): Message[] {
  return Array.from({ length: count }, newMessage);
}

/** Calls so many times. @returns that number. */
export function repeat(times: number, call: (n: number) => void): number {
  for (let n = 0; n < times; n++) call(n);
  return times;
}

/** Makes so many calls at once, and waits for all of them. @returns their number. */
export async function concurrently(times: number, call: (n: number) => unknown): Promise<number> {
  await Promise.all(Array.from({ length: times }, (_, n) => call(n)));
  return times;
}
