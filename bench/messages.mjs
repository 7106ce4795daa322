/** The arguments of the measured methods: messages whose headers contain a `traceparent`, and batches of them. */
import { randomBytes } from 'node:crypto';

/** Creates a message whose header is a flat string, as a client delivers it, and not a rope of its parts. */
function message() {
  const traceparent = `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
  return { size: 1, headers: { traceparent: Buffer.from(traceparent).toString('latin1') } };
}

/** Creates different messages; `count` is a power of two, because the timed loop goes round them. */
export function messages(count) {
  return Array.from({ length: count }, message);
}

/** Creates batches of `size` messages, all different, so that no call can profit from the previous one. */
export function batches(count, size) {
  return Array.from({ length: count }, () => Object.assign(messages(size), { size }));
}
