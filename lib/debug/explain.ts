/** Explains what a source holds, and where a context was looked for. */
import type { SpanContext } from '@opentelemetry/api';
import { isBytes } from '../sources/headers/decode.js';
import { contextsIn, placeOf } from './contexts-in.js';
import { describeSource, isIterator } from './describe-source.js';
import { faultOfText } from './malformed.js';
import { isOpen } from './peek.js';
import { placesIn } from './places.js';
import { snapshotOf } from './snapshot.js';
import { type DeeperPlace, placesBelow } from './suggest.js';

/** What a source holds, by a look at its data alone. */
export interface Findings {
  /** The source in words: its type, and the names in it. */
  readonly description: string;
  /** The contexts in it, each with its place. */
  readonly found: readonly { readonly context: SpanContext; readonly place: string | undefined }[];
  /** The places that hold no context, and why; empty where a context was found. */
  readonly missed: readonly string[];
  /** The places of contexts one level deeper, which no link is made of. */
  readonly deeper: readonly DeeperPlace[];
}

const FOUND = 1_000;

/** Looks at a source. Never throws, and has no effect on the source. */
export function examine(source: unknown): Findings {
  const description = describe(source);
  try {
    const snapshot = snapshotOf(source);
    const contexts = contextsIn(snapshot);
    const found = contexts.slice(0, FOUND).map((context) => ({ context, place: placeOf(snapshot, context.spanId) }));
    if (found.length > 0) return { description, found, missed: [], deeper: [] };
    return { description, found, missed: missedIn(source, snapshot), deeper: placesBelow(source, snapshot) };
  } catch {
    return { description, found: [], missed: ['it cannot be looked into'], deeper: [] };
  }
}

function describe(source: unknown): string {
  try {
    return describeSource(source);
  } catch {
    return 'something that cannot be looked into';
  }
}

function missedIn(source: unknown, snapshot: unknown): string[] {
  if (source === undefined || source === null || source === false)
    return [`${String(source)} means that there is no cause`];
  if (typeof source === 'string' || (isOpen(source) && isBytes(source))) return [faultOfText(source)];
  if (typeof source !== 'object') return ['nothing can be read of that'];
  if (!isOpen(source)) return ['a proxy is read, and not explained'];
  if (isIterator(source)) return ['select a copy of its items, such as (items) => [...items]'];
  if (!Array.isArray(source)) return placesIn(source, snapshot);
  const first: unknown = Object.getOwnPropertyDescriptor(source, 0)?.value;
  if (!isOpen(first) || isBytes(first)) return ['no item holds a context'];
  const [place, ...places] = placesIn(first, (snapshot as unknown[])[0]);
  return place === undefined ? ['no item holds a context'] : [`in the first item ${place}`, ...places];
}

/** Returns ids that a reader recognises, and nobody can look up by a whole trace id: `b7ad6b71… of trace 0af76519…`. */
export function shortIds({ traceId, spanId }: { traceId: string; spanId: string }): string {
  return `${spanId.slice(0, 8)}… of trace ${traceId.slice(0, 8)}…`;
}
