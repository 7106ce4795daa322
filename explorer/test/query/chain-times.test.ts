/** The times of chains and the offsets of clocks, compared with models that try everything. */
import fc from 'fast-check';
import type { CausalLink, SpanSummary } from '../../api/answers';
import { moveSpan, toClockOffsets } from '../../api/adjust-clocks';
import { estimateClockOffsets } from '../../api/clock-offsets';
import { chainTimes } from '../../server/query/graph/chain-times';

const summary = (number: number, fields: Partial<SpanSummary>): SpanSummary => ({
  traceId: number.toString(16).padStart(32, '0'),
  spanId: number.toString(16).padStart(16, '0'),
  name: 'work',
  service: 'orders',
  kind: 'internal',
  status: 'unset',
  start: 0,
  duration: 0,
  ...fields,
});

const linkBetween = (cause: SpanSummary, effect: SpanSummary): CausalLink => ({ cause, effect, attributes: {} });

/** Times as clocks may tell them: today, small steps apart, in 1970, and at the end of what can be stored. */
const anyTime = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.integer({ min: 1_795_000_000_000_000, max: 1_795_000_000_000_100 }),
  fc.constantFrom(0, 4_294_967_295_000_000),
);
const anyDuration = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constantFrom(0, 18_446_744_073_709_551));

describe('times of a chain', () => {
  const anyPath = fc.array(fc.record({ start: anyTime, duration: anyDuration }), { minLength: 1, maxLength: 12 });

  test('Whatever the clocks say, nothing is negative, and the waits add up to a part of the elapsed time', () => {
    fc.assert(
      fc.property(anyPath, (spans) => {
        const { steps, elapsed, waited } = chainTimes(spans.map((fields, index) => ({ span: summary(index, fields) })));
        expect(Math.min(elapsed, waited, ...steps.map((step) => step.waitedBefore))).toBeGreaterThanOrEqual(0);
        expect(waited).toBeLessThanOrEqual(elapsed);
        expect(steps.reduce((sum, step) => sum + step.waitedBefore, 0)).toBe(waited);
        const [starts, ends] = [spans.map(({ start }) => start), spans.map(({ start, duration }) => start + duration)];
        expect(elapsed).toBeLessThanOrEqual(Math.max(...ends) - Math.min(...starts));
        expect(steps.map(({ clockSkew = 0 }) => clockSkew)).toEqual(
          starts.map((start, index) => Math.max((starts[index - 1] ?? start) - start, 0)),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  test('Of clocks that agree, each moment from start to end is worked or waited, and counted once', () => {
    const anyOrder = fc.array(fc.record({ gap: fc.nat(6), duration: fc.nat(6) }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(anyOrder, (gaps) => {
        let start = 0;
        const spans = gaps.map(({ gap, duration }, index) => summary(index, { start: (start += gap), duration }));
        const { elapsed, waited } = chainTimes(spans.map((span) => ({ span })));
        const [first, last] = [spans[0], spans.at(-1)] as [SpanSummary, SpanSummary];
        const moments = Array.from({ length: last.start + last.duration - first.start }, (_, at) => first.start + at);
        // at a moment, the chain is at the step that started last
        const isWorked = (moment: number): boolean => {
          const step = spans.findLast((span) => span.start <= moment);
          return step !== undefined && moment < step.start + step.duration;
        };
        expect([elapsed, waited]).toEqual([moments.length, moments.filter((moment) => !isWorked(moment)).length]);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('offsets of clocks', () => {
  /** Spans at true times, each with a cause among those before it; and how far the clock of each service is off. */
  interface World {
    readonly spans: readonly {
      readonly service: number;
      readonly cause: number;
      readonly wait: number;
      readonly duration: number;
      readonly isCall: boolean;
    }[];
    readonly clocks: readonly number[];
  }
  const anyWorld: fc.Arbitrary<World> = fc.record({
    spans: fc.array(
      fc.record({
        service: fc.nat(4),
        cause: fc.nat(20),
        wait: fc.nat(30),
        duration: fc.nat(20),
        isCall: fc.boolean(),
      }),
      { minLength: 2, maxLength: 16 },
    ),
    clocks: fc.array(fc.oneof(fc.constant(0), fc.integer({ min: -200, max: 200 }), fc.constant(7_200_000_000)), {
      minLength: 5,
      maxLength: 5,
    }),
  });

  function build({ spans, clocks }: World): { spans: SpanSummary[]; links: CausalLink[] } {
    const built: SpanSummary[] = [];
    const links: CausalLink[] = [];
    const truth: number[] = [];
    for (const [index, { service, cause, wait, duration, isCall }] of spans.entries()) {
      const of = cause % Math.max(index, 1);
      const before = built[of];
      const start = (truth[of] ?? 1_000_000_000_000) + wait;
      truth.push(start);
      const made = summary(index + 1, {
        service: `service-${service}`,
        start: start + (clocks[service] ?? 0),
        duration,
        ...(before !== undefined && isCall && { traceId: before.traceId, parentSpanId: before.spanId }),
      });
      built.push(made);
      if (before !== undefined && !isCall) links.push(linkBetween(before, made));
    }
    return { spans: built, links };
  }

  const causesOf = (spans: readonly SpanSummary[], links: readonly CausalLink[]): [SpanSummary, SpanSummary][] => [
    ...spans.flatMap((span): [SpanSummary, SpanSummary][] => {
      const caller = spans.find(({ spanId }) => spanId === span.parentSpanId);
      return caller === undefined ? [] : [[caller, span]];
    }),
    ...links.map(({ cause, effect }): [SpanSummary, SpanSummary] => {
      const find = (id: string): SpanSummary => spans.find(({ spanId }) => spanId === id) ?? summary(0, {});
      return [find(cause.spanId), find(effect.spanId)];
    }),
  ];

  test('Clocks that are off by any amount are moved so that nothing is before its cause', () => {
    fc.assert(
      fc.property(anyWorld, (world) => {
        const { spans, links } = build(world);
        const offsets = estimateClockOffsets(spans, links);
        const isBefore = ([cause, effect]: [SpanSummary, SpanSummary]): boolean => effect.start < cause.start;
        const wasWrong = causesOf(spans, links).some(isBefore);
        expect(offsets.length > 0).toBe(wasWrong);
        const moved = spans.map((span) => moveSpan(span, toClockOffsets(offsets)));
        expect(causesOf(moved, links).filter(isBefore)).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  test('One wrong clock among services with calls in both directions is the only one that is moved', () => {
    const services = ['a', 'b', 'c', 'd'];
    fc.assert(
      fc.property(fc.nat(3), fc.integer({ min: 1_000, max: 10_000_000_000 }), fc.boolean(), (wrong, by, isAhead) => {
        const off = (service: number): number => (service === wrong ? (isAhead ? by : -by) : 0);
        const spans: SpanSummary[] = [];
        for (const [from] of services.entries()) {
          for (const [to] of services.entries()) {
            if (from === to) continue;
            const at = 1_000_000_000_000 + spans.length * 1_000;
            const caller = summary(spans.length + 1, {
              service: services[from] ?? '',
              kind: 'client',
              start: at + off(from),
              duration: 300,
            });
            spans.push(
              caller,
              summary(spans.length + 2, {
                traceId: caller.traceId,
                parentSpanId: caller.spanId,
                service: services[to] ?? '',
                kind: 'server',
                start: at + 100 + off(to),
                duration: 100,
              }),
            );
          }
        }
        expect(estimateClockOffsets(spans, [])).toEqual([{ service: services[wrong], offset: isAhead ? -by : by }]);
      }),
      { numRuns: 300 },
    );
  });

  test('Senders that name a service for each span get no estimate', () => {
    const spans = Array.from({ length: 3_000 }, (_, index) =>
      summary(index + 1, { service: `s${index}`, start: 10_000_000 - index }),
    );
    const links = spans.slice(1).map((span, index) => linkBetween(spans[index] ?? span, span));
    expect(estimateClockOffsets(spans, links)).toEqual([]);
    expect(estimateClockOffsets(spans.slice(0, 900), links)).not.toEqual([]);
  });

  test('Clocks that contradict each other in a circle are no endless task, and are not moved far', () => {
    const circle = Array.from({ length: 2_000 }, (_, index) =>
      summary(index + 1, { service: `s${index % 1_000}`, start: 10_000_000 - index * 10 }),
    );
    const links = circle.map((span, index) => linkBetween(circle[(index + 1_999) % 2_000] ?? span, span));
    for (const { offset } of estimateClockOffsets(circle, links)) expect(Math.abs(offset)).toBeLessThanOrEqual(20_000);
  });
});
