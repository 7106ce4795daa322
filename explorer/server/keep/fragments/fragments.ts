/** Fragments: the bytes of a trace's spans in one request, of which requests are put together again. */
import { SPAN } from '../../otlp/otlp-messages.js';
import { rejectionOf } from '../../otlp/valid-span.js';
import { partitionRequest } from './partition-request.js';
import type { RequestPart } from './partition-request.js';

/** The spans of one trace that came in one request, as a request of their own. */
export interface Fragment extends RequestPart {
  /** In hex. */
  readonly traceId: string;
}

/**
 * Splits an ExportTraceServiceRequest by trace. Spans that are rejected are in no fragment.
 *
 * @param maxBytes the size of all fragments together: each repeats what the spans of a resource share
 * @throws a `RangeError` if they are larger, or if the request is malformed
 */
export function splitRequest(request: Buffer, maxBytes: number): Fragment[] {
  let [traceId, idStart] = ['', 0];
  const parts = partitionRequest(
    request,
    (bytes, { fields }) => {
      if (rejectionOf(bytes, fields) !== undefined) return undefined;
      const start = fields.start(SPAN.traceId);
      // most spans are of the same trace as the one before
      if (traceId === '' || !isSame(bytes, start, idStart)) traceId = bytes.toString('hex', start, start + ID_BYTES);
      idStart = start;
      return traceId;
    },
    maxBytes,
  );
  return Array.from(parts, ([id, part]) => ({ traceId: id, ...part }));
}

const ID_BYTES = 16;

function isSame(bytes: Buffer, one: number, other: number): boolean {
  for (let index = 0; index < ID_BYTES; index += 1) if (bytes[one + index] !== bytes[other + index]) return false;
  return true;
}

/**
 * Joins fragments to requests, in their order.
 *
 * @param maxBytes the size of a request; only one with a single span may exceed it
 */
export function joinFragments(fragments: Iterable<RequestPart>, maxBytes: number): RequestPart[] {
  const requests: RequestPart[] = [];
  let batch: RequestPart[] = [];
  let bytes = 0;
  const flush = (): void => {
    if (batch.length > 0) requests.push(concatenate(batch));
    [batch, bytes] = [[], 0];
  };
  for (const fragment of fragments) {
    for (const part of cutToSize(fragment, maxBytes)) {
      if (bytes + part.request.length > maxBytes) flush();
      batch.push(part);
      bytes += part.request.length;
    }
  }
  flush();
  return requests;
}

const concatenate = (parts: readonly RequestPart[]): RequestPart => ({
  request: Buffer.concat(parts.map(({ request }) => request)),
  spans: parts.reduce((sum, { spans }) => sum + spans, 0),
});

/** Cuts a request between its spans, if it is too large. */
function cutToSize(part: RequestPart, maxBytes: number): Iterable<RequestPart> {
  if (part.request.length <= maxBytes || part.spans <= 1) return [part];
  let piece = 0;
  let bytes = 0;
  let scope = -1;
  return partitionRequest(part.request, (_, span) => {
    const isOfScope = span.scope === scope;
    if (bytes > 0 && bytes + span.bytes + (isOfScope ? 0 : span.sharedBytes) > maxBytes)
      [piece, bytes, scope] = [piece + 1, 0, -1];
    bytes += span.bytes + (span.scope === scope ? 0 : span.sharedBytes);
    scope = span.scope;
    return piece;
  }).values();
}
