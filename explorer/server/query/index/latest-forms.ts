/** Spans that were sent several times, and different spans of one id. */
import type { SpanRef } from '../../../api/answers.js';

/** A row of a span: what tells it from others, and its forms from each other. */
export interface SpanForm extends SpanRef {
  readonly start: number;
  readonly kind: string;
  readonly service: string;
  readonly received: number;
  readonly duration: number;
}

/** A row of a span, and its number among different spans of its id; undefined for the first. */
export type NumberedRow<T> = T & { readonly nth?: number | undefined };

/**
 * Keeps the latest form of each span, as `latestForms` does in SQL, and numbers those that share their id by their
 * start: a client before its server.
 */
export function distinctSpans<T extends SpanForm>(rows: readonly T[]): NumberedRow<T>[] {
  const forms = new Map<string, T>();
  for (const row of rows) {
    const key = [row.traceId, row.spanId, row.start, row.kind, row.service].join();
    const known = forms.get(key);
    if (known === undefined || isLater(row, known)) forms.set(key, row);
  }
  const byId = new Map<string, T[]>();
  for (const row of forms.values()) {
    const id = `${row.traceId}-${row.spanId}`;
    const sameId = byId.get(id);
    if (sameId) sameId.push(row);
    else byId.set(id, [row]);
  }
  return [...byId.values()].flatMap((sameId) =>
    sameId.length === 1
      ? sameId
      : sameId.sort(byPlace).map((row, index) => (index === 0 ? row : { ...row, nth: index + 1 })),
  );
}

/** Returns true if two rows are forms of one span. */
export const isSameSpan = (one: SpanForm, other: SpanForm): boolean =>
  one.start === other.start &&
  one.kind === other.kind &&
  one.service === other.service &&
  one.spanId === other.spanId &&
  one.traceId === other.traceId;

/** What tells a form of a span from its later ones. */
type FormAge = Pick<SpanForm, 'received' | 'duration'>;

/** Returns true if a form is later than another one of the same span. */
export const isLater = (one: FormAge, other: FormAge): boolean =>
  one.received === other.received ? one.duration > other.duration : one.received > other.received;

const byPlace = (one: SpanForm, other: SpanForm): number =>
  one.start - other.start || compareTexts(one.kind, other.kind) || compareTexts(one.service, other.service);

/** Compares texts by their code units, as the engine sorts ids. */
export const compareTexts = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
