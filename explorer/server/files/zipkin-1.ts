/** Spans of Zipkin's version 1, which has its kinds and endpoints in annotations, as those of version 2. */
import { asText, objectsOf } from './foreign-json.js';
import type { Fields } from './foreign-json.js';

/** The annotations that begin and end the part of a client, a server, a producer or a consumer in a span. */
const KINDS: readonly (readonly [kind: string, start: string, end: string])[] = [
  ['CLIENT', 'cs', 'cr'],
  ['SERVER', 'sr', 'ss'],
  ['PRODUCER', 'ms', ''],
  ['CONSUMER', 'mr', ''],
];
const CORE = new Set(KINDS.flatMap(([, start, end]) => [start, end]));
/** Binary annotations that name the other side. */
const REMOTE = new Set(['sa', 'ca', 'ma']);

export const isZipkin1 = (span: Fields): boolean =>
  Array.isArray(span.binaryAnnotations) || objectsOf(span.annotations).some(({ endpoint }) => endpoint !== undefined);

/** Returns a span for each part: in version 1, client and server may share one. */
export function zipkin1To2(span: Fields): Fields[] {
  const { binaryAnnotations, annotations, ...shared } = span;
  const events = objectsOf(annotations);
  const binary = objectsOf(binaryAnnotations);
  const parts = KINDS.filter(([, start, end]) =>
    events.some(({ value }) => value !== '' && (value === start || value === end)),
  );
  const tags = Object.fromEntries(
    binary.filter(({ key }) => !REMOTE.has(asText(key))).map(({ key, value }) => [asText(key), asText(value)]),
  );
  const remoteEndpoint = binary.find(({ key }) => REMOTE.has(asText(key)))?.endpoint;
  const named = [...events, ...binary.filter(({ key }) => !REMOTE.has(asText(key)))].find((one) => one.endpoint);
  const others = events.filter(({ value }) => !CORE.has(asText(value)));
  if (parts.length === 0)
    return [{ ...shared, localEndpoint: named?.endpoint, remoteEndpoint, tags, annotations: others }];
  return parts.map(([kind, start, end], index) => {
    const first = events.find(({ value }) => value === start);
    const last = events.find(({ value }) => value === end && end !== '');
    const times = timesOf(first, last);
    return {
      ...shared,
      // of two parts, each has its own times
      ...(parts.length > 1 || shared.timestamp === undefined ? times : {}),
      kind,
      localEndpoint: (first ?? last)?.endpoint ?? named?.endpoint,
      ...(parts.length === 1 && { remoteEndpoint }),
      ...(index === 0 && { tags, annotations: others }),
    };
  });
}

function timesOf(first: Fields | undefined, last: Fields | undefined): Fields {
  const timestamp = (first ?? last)?.timestamp;
  const duration = Number(asText(last?.timestamp)) - Number(asText(timestamp));
  return { timestamp, ...(duration >= 0 && { duration }) };
}
