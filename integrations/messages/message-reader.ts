/** Reads the messages of one client, for callers who name the client rather than have it recognised. */
import type { Link } from '@opentelemetry/api';
import type { LinkOptions } from '../../lib/links/link-options.js';
import { LinkSet } from '../../lib/links/link-set.js';
import { addResult, type ContextSink, type ReadResult } from '../../lib/sources/context-sink.js';
import { readCarrier } from '../../lib/sources/headers/read-carrier.js';
import { collectLinks } from '../../lib/sources/links-from.js';

/**
 * One or several messages of a client; `null`, `undefined` and `false` mean "no cause".
 *
 * @example
 * ```ts
 * const store = (source: MessageSource<KafkaMessage>) => inSpan('store', { links: fromKafka(source) }, () => handle());
 * ```
 */
export type MessageSource<Message> = Message | Iterable<Message | None> | None;

type None = null | undefined | false;

/**
 * Reads the links of a client's messages, from the fields of that client alone. Never throws.
 *
 * @param source One message, several of them, or no cause.
 * @param options The relation and the attributes of each link.
 *
 * @example
 * ```ts
 * const read: FromMessages<KafkaMessage> = fromKafka;
 * read({ headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' } });
 * ```
 */
export type FromMessages<Message> = (source: MessageSource<Message>, options?: LinkOptions) => Link[];

/** The places in which a client's messages carry their context. */
export interface CarrierPlaces {
  /** In `message.headers`. */
  readonly headers?: boolean;
  /** Reads any other place in the message. */
  read?(message: Readonly<Record<string, unknown>>): ReadResult;
  /** Returns the messages inside a payload or an event of several. */
  messages?(payload: Readonly<Record<string, unknown>>): readonly unknown[] | undefined;
}

/**
 * Makes the function that reads the messages of one client.
 *
 * @param name Names the function in reports of failures.
 */
export function messageReader<Message>(
  name: string,
  { headers: inHeaders, read: readPlace, messages }: CarrierPlaces,
): FromMessages<Message> {
  const read = (item: unknown, headers: unknown, sink: ContextSink): boolean => {
    const carried = inHeaders === true && addResult(readCarrier(headers), sink);
    // text and numbers have fields too, none of them a client's
    const message = item as Readonly<Record<string, unknown>>;
    if (addResult(readPlace?.(message), sink) || carried) return true;
    const several = messages?.(message);
    return several !== undefined && sink.addMessages(several);
  };
  return (source, options) => {
    const set = new LinkSet();
    collectLinks(set, source, options, name, undefined, undefined, read);
    return set.links;
  };
}
