/** Spans of a file as they were found, not decoded yet, with what is around them. */
import type { FileForm } from '../../api/files.js';

/** The bytes of one span, or of what is around it. */
export const MAX_VALUE = 20 * 1024 * 1024;

/** A span in the bytes of its file. */
export interface FoundSpan {
  readonly bytes: Buffer;
  /** Where it begins; undefined in protobuf. */
  readonly line: number | undefined;
}

/**
 * What is around spans, by name: of OTLP `resource`, `schemaUrl`, `scope` and `scopeSchemaUrl`, of Jaeger `processes`.
 */
export type Surroundings = Readonly<Record<string, Buffer | undefined>>;

/** Spans that have the same around them. */
export interface SpanGroup {
  readonly form: FileForm;
  readonly around: Surroundings;
  readonly spans: readonly FoundSpan[];
}

export const sizeOfGroup = ({ around, spans }: SpanGroup): number =>
  spans.reduce((sum, { bytes }) => sum + bytes.length, 0) +
  Object.values(around).reduce((sum, bytes) => sum + (bytes?.length ?? 0), 0);

/** Splits groups into two halves of their spans. */
export function halve(groups: readonly SpanGroup[]): [SpanGroup[], SpanGroup[]] {
  const half = Math.ceil(groups.reduce((sum, { spans }) => sum + spans.length, 0) / 2);
  const first: SpanGroup[] = [];
  const second: SpanGroup[] = [];
  let count = 0;
  for (const group of groups) {
    const room = Math.max(half - count, 0);
    count += group.spans.length;
    if (room > 0) first.push({ ...group, spans: group.spans.slice(0, room) });
    if (room < group.spans.length) second.push({ ...group, spans: group.spans.slice(room) });
  }
  return [first, second];
}
