/** Reads the contexts in a snapshot, and finds the place of each. */
import type { SpanContext } from '@opentelemetry/api';
import { LinkSet } from '../links/link-set.js';
import { isBytes } from '../sources/headers/decode.js';
import { readContexts } from '../sources/read-contexts.js';
import { SourceReader } from '../sources/source-reader.js';
import { accessTo, isOpen, peek } from './peek.js';

const DEPTH = 4;

/** Returns the contexts that a link would be made of. Never throws. */
export function contextsIn(snapshot: unknown): readonly SpanContext[] {
  const set = new LinkSet();
  try {
    new SourceReader(set, 'explain', readContexts).read(snapshot, [snapshot]);
  } catch {
    // what was found until then counts
  }
  return set.links.map(({ context }) => context);
}

/** Returns the path to the text that names the span, such as `.headers.traceparent`; '' for the source itself. */
export function placeOf(snapshot: unknown, spanId: string, depth = 0): string | undefined {
  if (typeof snapshot === 'string') return snapshot.includes(spanId) ? '' : undefined;
  if (!isOpen(snapshot) || depth > DEPTH) return undefined;
  if (isBytes(snapshot)) return textOf(snapshot).includes(spanId) ? '' : undefined;
  if (peek(snapshot, 'spanId') === spanId) return '';
  for (const [name, value] of entriesOf(snapshot)) {
    const place = placeOf(value, spanId, depth + 1);
    if (place !== undefined) return accessTo(name) + place;
  }
  return undefined;
}

/** Lists the entries of a snapshot: the properties of an object, the items of a list, the entries of a map. */
export function entriesOf(snapshot: unknown): [name: string | number, value: unknown][] {
  if (!isOpen(snapshot) || isBytes(snapshot)) return [];
  if (Array.isArray(snapshot)) return snapshot.map((item: unknown, at) => [at, item]);
  if (snapshot instanceof Map) {
    return [...snapshot].flatMap(([name, value]): [string, unknown][] => {
      const text = isBytes(name) ? textOf(name) : name;
      return typeof text === 'string' ? [[text, value]] : [];
    });
  }
  return Object.entries(snapshot);
}

function textOf(bytes: ArrayBufferView | ArrayBuffer): string {
  const view = ArrayBuffer.isView(bytes) ? bytes : new Uint8Array(bytes);
  return Buffer.from(view.buffer, view.byteOffset, Math.min(view.byteLength, 1_048_576)).toString('latin1');
}
