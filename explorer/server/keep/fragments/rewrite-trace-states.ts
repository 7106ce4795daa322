/** Rewrites the `tracestate` of spans in the bytes of a request; all other bytes stay as they are. */
import { REQUEST, RESOURCE_SPANS, SCOPE_SPANS, SPAN } from '../../otlp/otlp-messages.js';
import { ProtobufReader } from '../../otlp/protobuf-reader.js';
import { messageField } from '../../otlp/protobuf-writer.js';

/** @param rewrite returns the text that replaces another one; an empty one removes it */
export function rewriteTraceStates(request: Buffer, rewrite: (traceState: string) => string): Buffer {
  const reader = new ProtobufReader(request);
  const path = [REQUEST.resourceSpans, RESOURCE_SPANS.scopeSpans, SCOPE_SPANS.spans, SPAN.traceState];
  const chunks = rewriteField(reader, 0, request.length, path, (text) => {
    const rewritten = rewrite(text);
    return rewritten === text ? undefined : rewritten;
  });
  return chunks === undefined ? request : Buffer.concat(chunks);
}

/**
 * Returns the content of a message with the texts at a path of fields rewritten; undefined if none of them is.
 *
 * @param rewrite returns undefined for a text that stays
 */
function rewriteField(
  reader: ProtobufReader,
  start: number,
  end: number,
  [fieldNumber = 0, ...below]: readonly number[],
  rewrite: (text: string) => string | undefined,
): Uint8Array[] | undefined {
  const { bytes } = reader;
  const chunks: Uint8Array[] = [];
  let copied = start;
  for (let position = start; reader.readField(position, end);) {
    const [from, to] = [reader.start, reader.end];
    if (reader.isLengthDelimited(fieldNumber)) {
      const content =
        below.length > 0
          ? rewriteField(reader, from, to, below, rewrite)
          : textOf(rewrite(bytes.toString('utf8', from, to)));
      if (content !== undefined) {
        chunks.push(bytes.subarray(copied, position));
        if (below.length > 0 || content.length > 0) chunks.push(...messageField(fieldNumber, content));
        copied = to;
      }
    }
    position = to;
  }
  return chunks.length === 0 ? undefined : [...chunks, bytes.subarray(copied, end)];
}

const textOf = (text: string | undefined): Uint8Array[] | undefined =>
  text === undefined ? undefined : text === '' ? [] : [Buffer.from(text)];
