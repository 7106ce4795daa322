/** Which spans are valid: the others are rejected, as the specification allows. */
import type { MessageFields } from './message-fields.js';
import { SPAN } from './otlp-messages.js';

/** Reasons to reject a span. */
export type SpanRejection = 'traceId' | 'spanId' | 'time';

/** The last second that can be stored: tables are partitioned by day, and ClickHouse's dates end here. */
export const LAST_SECOND = 4_294_967_295;
const LAST_NANO = BigInt(LAST_SECOND) * 1_000_000_000n;
const [LAST_LOW, LAST_HIGH] = [Number(BigInt.asUintN(32, LAST_NANO)), Number(LAST_NANO >> 32n)];

/** Returns why a span is rejected, whose fields were read; undefined if it is valid. */
export function rejectionOf(bytes: Buffer, span: MessageFields): SpanRejection | undefined {
  if (!isId(bytes, span, SPAN.traceId, 16)) return 'traceId';
  if (!isId(bytes, span, SPAN.spanId, 8)) return 'spanId';
  return isTooLate(bytes, span) ? 'time' : undefined;
}

/** Checks that a field is a valid id: of the right length, and not all zero. */
export function isId(bytes: Buffer, fields: MessageFields, fieldNumber: number, length: number): boolean {
  const [start, end] = [fields.start(fieldNumber), fields.end(fieldNumber)];
  if (end - start !== length) return false;
  for (let position = start; position < end; position += 1) if (bytes[position] !== 0) return true;
  return false;
}

function isTooLate(bytes: Buffer, span: MessageFields): boolean {
  if (!span.has(SPAN.startTimeUnixNano)) return false;
  const start = span.start(SPAN.startTimeUnixNano);
  const high = bytes.readUInt32LE(start + 4);
  return high === LAST_HIGH ? bytes.readUInt32LE(start) > LAST_LOW : high > LAST_HIGH;
}
