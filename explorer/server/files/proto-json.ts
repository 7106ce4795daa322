/**
 * JSON as protobuf maps it, with ids in base64 and enums by name, where OTLP has hex and numbers: Grafana Tempo answers
 * and saves traces so.
 */

/** What only such a span has: a kind or a status by name, or an id of 16 bytes. */
const MARKS = ['"SPAN_KIND_', '"STATUS_CODE_', '=="'];

const ID = /("(?:traceId|spanId|parentSpanId)"\s*:\s*")([A-Za-z0-9+/]{11}=|[A-Za-z0-9+/]{22}==)"/g;
const ENUM = /("(?:kind|code)"\s*:\s*)"(SPAN_KIND|STATUS_CODE)_([A-Z]+)"/g;

const NAMES: Readonly<Record<string, readonly string[]>> = {
  SPAN_KIND: ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'],
  STATUS_CODE: ['UNSET', 'OK', 'ERROR'],
};

/** Returns a span as OTLP has it; any other as it is, and names that are not known. */
export function protoJsonToOtlp(bytes: Buffer): Buffer {
  if (!MARKS.some((mark) => bytes.includes(mark))) return bytes;
  // a quote in a text has a backslash before it, so that nothing but a field looks like one
  const text = bytes
    .toString()
    .replace(ID, (_, field: string, id: string) => `${field}${Buffer.from(id, 'base64').toString('hex')}"`)
    .replace(ENUM, (whole, field: string, type: string, name: string) => {
      const value = NAMES[type]?.indexOf(name) ?? -1;
      return value < 0 ? whole : `${field}${value}`;
    });
  return Buffer.from(text);
}
