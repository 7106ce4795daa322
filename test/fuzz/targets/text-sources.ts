/** Text and bytes as a source: a context, the JSON of a carrier or of a message, base64, files for the command. */
import { deepStrictEqual, strictEqual } from 'node:assert';
import { MessagesError, parseMessages } from '../../../integrations/command/parse-messages';
import { attemptIn, isOfNoAttempt, withCauses } from '../../../integrations/bullmq/metadata';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { linksFrom } from '../../../lib/sources/links-from';
import { decodeBase64, decodeCarrier, parseCarrier, parseJson } from '../../../lib/sources/headers/decode';
import { parseTraceparent } from '../../../lib/links/traceparent';
import type { FuzzTarget } from '../fuzz-target';
import { A, B, checkIds } from '../spans';

export const target: FuzzTarget = {
  seeds: [
    A,
    `{"traceparent":"${A}"}`,
    ` \ufeff{"headers":{"traceparent":"${A}"},"a":[1]}`,
    `{"traceparent":"${B}","spanlink-retry-of":"${A}","spanlink-retry-of-state":"a=1","spanlink-parent":"${B}"}`,
    `[{"headers":{"traceparent":"${A}"}},{"__proto__":{"traceparent":"${A}"}}]`,
    `{"traceparent":{"type":"Buffer","data":[48,48]}}\n{"traceId":"0af7651916cd43dd8448eb211c80319c"}`,
  ],
  words: ['"traceparent":', '"__proto__":', '\\u0030', '{"', '"}', A, B],
  run: (input) => {
    const text = input.toString();
    const links = linksFrom(text);
    const ofBytes = linksFrom(input as never);
    for (const { context } of [...links, ...ofBytes]) checkIds(context);
    // ASCII is the same as text and as bytes
    if (/^[\0-\x7f]*$/.test(text)) deepStrictEqual(ofBytes, links);
    const carrier = parseCarrier(text);
    const parsed = parseJson(text);
    // the shortcut takes a text that is no JSON, but no context out of it
    if (contextOf(carrier) !== undefined || contextOf(parsed) !== undefined) deepStrictEqual(carrier, parsed);
    decodeCarrier(input);
    decodeBase64(text);
    const causes = [attemptIn(text), isOfNoAttempt(text), withCauses(ROOT_CONTEXT, text) !== ROOT_CONTEXT];
    return [links.length, parsed === undefined, causes, readMessages(text)];
  },
};

function contextOf(carrier: unknown): unknown {
  const { traceparent } = (carrier ?? {}) as { traceparent?: unknown };
  return typeof traceparent === 'string' ? parseTraceparent(traceparent) : undefined;
}

function readMessages(text: string): number {
  try {
    return parseMessages(text).length;
  } catch (error) {
    strictEqual(error instanceof MessagesError, true, String(error));
    return 0;
  }
}
