/** What the measured methods are called with: messages whose headers hold a `traceparent`, and batches of them. */
import { randomBytes } from 'node:crypto';

/** A message whose header is flat text, as a client delivers it, and not a rope of its parts. */
function message() {
  const traceparent = `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
  return { size: 1, headers: { traceparent: Buffer.from(traceparent).toString('latin1') } };
}

/** That many messages, all different; a power of two, as the timed loop goes round them. */
export function messages(count) {
  return Array.from({ length: count }, message);
}

/** Batches of `size` messages, all different, so that nothing can be remembered from one call to the next. */
export function batches(count, size) {
  return Array.from({ length: count }, () => Object.assign(messages(size), { size }));
}
