/** Messages of producers in other processes. */

export interface Message {
  readonly id: string;
  readonly headers: Record<string, string>;
}

/** A cause in another process, as a message brings it. */
export function messageOf(number: number): Message {
  const traceparent = `00-${String(number).padStart(32, 'a')}-${String(number).padStart(16, 'b')}-01`;
  return { id: `message ${number}`, headers: { traceparent } };
}
