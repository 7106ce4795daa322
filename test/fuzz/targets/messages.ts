/** Objects of all clients: no throw, no link but to a span that is named, and what gives none is counted. */
import { strictEqual } from 'node:assert';
import { isZeroContext } from '../../../lib/links/span-context';
import { LinkSet } from '../../../lib/links/link-set';
import { linksFrom } from '../../../lib/sources/links-from';
import type { LinkSource } from '../../../lib/sources/link-source';
import { readContexts } from '../../../lib/sources/read-contexts';
import { isNone, SourceReader } from '../../../lib/sources/source-reader';
import type { FuzzTarget } from '../fuzz-target';
import { checkIds } from '../spans';
import { Values } from '../values';

export const target: FuzzTarget = {
  seeds: [
    [5, 0, 0, 1, 0],
    [9, 2, 5, 0, 0, 1, 0, 1, 1],
    [13, 5, 0, 58, 1, 0],
    [22, 0, 60, 1, 0, 1],
  ].map((bytes) => Uint8Array.from(bytes)),
  longest: 200,
  // a few bytes spell a value that is much longer
  stepsPerByte: 20_000,
  run: (input) => {
    const values = new Values(input);
    const links = linksFrom(values.next() as LinkSource);
    for (const { context, attributes } of links) {
      // a link of zeros points to nothing; it is kept where it says something
      if (isZeroContext(context) && (attributes !== undefined || context.traceState !== undefined)) continue;
      checkIds(context);
      strictEqual(values.allows(context.traceId), true, `invented a link to ${context.traceId}`);
    }
    const source = new Values(input).next();
    const set = new LinkSet();
    const reader = new SourceReader(set, 'fuzz', readContexts);
    let isPayload = false;
    reader.addMessages = (messages) => {
      // one may have no messages in it
      isPayload = true;
      return SourceReader.prototype.addMessages.call(reader, messages);
    };
    try {
      reader.read(source, undefined);
    } catch {
      reader.unreadable++;
    }
    strictEqual(set.links.length, links.length);
    const isEmpty = isNone(source) || isIterable(source) || isPayload;
    strictEqual(set.contexts > 0 || reader.unreadable > 0 || isEmpty, true, 'told of nothing');
    return links.map(({ context: { traceId, spanId, traceFlags, traceState } }) => [
      traceId,
      spanId,
      traceFlags,
      traceState?.serialize(),
    ]);
  },
};

/** Those of the application may be empty. */
function isIterable(source: unknown): boolean {
  try {
    return typeof source === 'object' && source !== null && (Array.isArray(source) || Symbol.iterator in source);
  } catch {
    return false;
  }
}
