/** Reads messages out of JSON and JSON lines. */

/** A message, and its name where the file has several. */
export interface NamedMessage {
  readonly name: string | undefined;
  readonly message: unknown;
}

/** Tells that a text is no JSON, in a sentence. */
export class MessagesError extends Error {}

/**
 * Returns the messages in a text.
 *
 * @throws {MessagesError} if it is neither JSON nor JSON lines, or empty.
 */
export function parseMessages(text: string): NamedMessage[] {
  // a byte order mark is white space to this
  const json = text.trim();
  if (json === '') throw new MessagesError('the file is empty; expected a message as JSON');
  const whole = parse(json);
  if (whole === undefined) return parseLines(json);
  if (!Array.isArray(whole.value)) return [{ name: undefined, message: whole.value }];
  if (whole.value.length === 0) throw new MessagesError('the array is empty; expected messages in it');
  return whole.value.map((message: unknown, at) => ({ name: `message ${at + 1}`, message }));
}

function parseLines(text: string): NamedMessage[] {
  return text.split(/\r?\n/).flatMap((line, at) => {
    if (line.trim() === '') return [];
    const parsed = parse(line);
    if (parsed === undefined) throw new MessagesError(`line ${at + 1} is no JSON; expected JSON, or JSON lines`);
    return [{ name: `line ${at + 1}`, message: parsed.value }];
  });
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text, reviveBytes) as unknown };
  } catch {
    return undefined;
  }
}

/** Makes bytes of what a `Buffer` is in JSON. */
function reviveBytes(_key: string, value: unknown): unknown {
  const { type, data } = (typeof value === 'object' && value !== null ? value : {}) as {
    type?: unknown;
    data?: unknown;
  };
  const isBytes = type === 'Buffer' && Array.isArray(data) && data.every((byte) => typeof byte === 'number');
  return isBytes ? Buffer.from(data as number[]) : value;
}
