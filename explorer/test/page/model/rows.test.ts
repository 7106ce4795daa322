/** The assignment of spans to rows. */
import fc from 'fast-check';
import type { SpanSummary } from '../../../api/answers';
import { assignRows } from '../../../page/timeline/rows';

const span = (spanId: string, start: number, duration: number, parentSpanId?: string): SpanSummary => ({
  traceId: 't',
  spanId,
  ...(parentSpanId === undefined ? {} : { parentSpanId }),
  name: spanId,
  service: 's',
  kind: 'internal',
  status: 'unset',
  start,
  duration,
});

const rows = (spans: readonly SpanSummary[]): Record<string, number> =>
  Object.fromEntries(assignRows(spans).map((one) => [one.span.spanId, one.row]));

describe('Rows', () => {
  test('A child is below its parent, and a concurrent sibling below the child', () => {
    expect(
      rows([span('root', 0, 100), span('a', 10, 30, 'root'), span('b', 20, 30, 'root'), span('c', 60, 10, 'root')]),
    ).toEqual({ root: 0, a: 1, b: 2, c: 1 });
  });

  test('The children of a parent that was not received are roots', () => {
    expect(rows([span('orphan', 5, 10, 'lost'), span('other', 20, 10, 'lost')])).toEqual({ orphan: 0, other: 0 });
  });

  test('A parent comes first, even if its clock is behind', () => {
    expect(rows([span('child', 0, 10, 'root'), span('root', 5, 100)])).toEqual({ root: 0, child: 1 });
  });

  test('50,000 concurrent spans are in a row each', () => {
    const all = Array.from({ length: 50_000 }, (_, index) => span(String(index), index, 100_000));
    expect(assignRows(all).every(({ row }, index) => row === index)).toBe(true);
  });

  test('A span takes the first row below its parent that is free, however many are not', () => {
    const placed = assignRows([
      span('root', 0, 100),
      ...Array.from({ length: 9 }, (_, index) => span(`c${index}`, index + 1, index === 5 ? 10 : 60, 'root')),
      span('late', 30, 5, 'root'),
    ]);
    expect(placed.find(({ span: { spanId } }) => spanId === 'late')?.row).toBe(6);
  });

  test('A cycle of ids ends', () => {
    expect(assignRows([span('a', 0, 1, 'b'), span('b', 0, 1, 'a')])).toHaveLength(2);
  });

  test('Each span is in one row, and spans of a row never overlap', () => {
    const forest = fc.array(
      fc.record({
        start: fc.integer({ min: 0, max: 1_000 }),
        duration: fc.integer({ min: 0, max: 400 }),
        parent: fc.option(fc.integer({ min: 0, max: 60 })),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(forest, (forms) => {
        const spans = forms.map(({ start, duration, parent }, index) =>
          span(String(index), start, duration, parent === null || parent === index ? undefined : String(parent)),
        );
        const placed = assignRows(spans);
        expect(placed).toHaveLength(spans.length);
        const ends = new Map<number, number>();
        for (const { span: one, row } of placed.toSorted((a, b) => a.span.start - b.span.start)) {
          const hasOverlap = placed.some(
            (other) =>
              other.row === row &&
              other.span !== one &&
              other.span.start < one.start + one.duration &&
              one.start < other.span.start + other.span.duration,
          );
          expect(hasOverlap).toBe(false);
          ends.set(row, one.start + one.duration);
        }
      }),
    );
  });
});
