/** JSON-RPC messages, as far as they are read. Those of a transport in memory may be any objects. */

/** A request, a notification or a response. */
export interface Message {
  /** `undefined` for a response. */
  readonly method: string | undefined;
  /** `undefined` for a notification. */
  readonly id: string | number | undefined;
  readonly params: unknown;
}

/** The notification that ends a request before its response. */
export const CANCELLED = 'notifications/cancelled';

/** Returns a property; `undefined` where there is none that can be read. */
export function read(from: unknown, name: string): unknown {
  if (typeof from !== 'object') return undefined;
  try {
    return (from as Readonly<Record<string, unknown>>)[name];
  } catch {
    return undefined;
  }
}

/** Reads the fields by which messages differ; what is no object has none. */
export function readMessage(message: unknown): Message {
  try {
    // by their names, which costs a third of `read`
    const { method, id } = message as { method?: unknown; id?: unknown };
    return {
      method: typeof method === 'string' ? method : undefined,
      id: typeof id === 'string' || typeof id === 'number' ? id : undefined,
      params: typeof method === 'string' ? (message as { params?: unknown }).params : undefined,
    };
  } catch {
    return NO_MESSAGE;
  }
}

const NO_MESSAGE: Message = { method: undefined, id: undefined, params: undefined };
