/** `LinkedSampler` in the mode 'consistent': linked traces share the decision of the first link's trace. */
import { createTraceState, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { LinkedSampler, type Sampler } from 'spanlink/sampling';
import { recordReports } from '../fixtures/reports.js';
import { cause } from '../fixtures/spans.js';
import { decide, decisions, keeping, linkIn, linkTo, linkWith } from './sampler-decisions.js';

const consistent = (...kept: string[]): LinkedSampler =>
  new LinkedSampler({ fallback: keeping(...kept), mode: 'consistent', maxPerSecond: Infinity });
const own = 'f'.repeat(32);

describe('Where the linked trace has no threshold', () => {
  test('the fallback decides on the id of the first link, whatever flags the links have', () => {
    const sampler = consistent(cause(0).traceId);
    expect(decide(sampler, [linkTo(0, { traceFlags: 0 }), linkTo(1)]).decision).toBe(decisions.sampled);
    expect(decide(sampler, [linkTo(1), linkTo(0)]).decision).toBe(decisions.dropped);
  });

  test('a trace that the fallback drops by that id is dropped, though its own id would keep it', () => {
    expect(decide(consistent(own), [linkTo(0)]).decision).toBe(decisions.dropped);
    expect(decide(consistent(own), []).decision).toBe(decisions.sampled);
  });

  test('the id is passed on, so that a whole chain of traces shares the decision of its first', () => {
    const sampler = consistent(cause(0).traceId);
    const first = decide(sampler, [linkTo(0)]);
    const second = decide(sampler, [linkIn(1, first)]);
    const third = decide(sampler, [linkIn(2, second)]);
    expect([second, third].map(({ decision }) => decision)).toEqual([decisions.sampled, decisions.sampled]);
    expect(third.traceState?.serialize()).toBe(`spanlink=${cause(0).traceId}`);
  });

  test('an invalid id in the trace state is ignored', () => {
    const link = linkTo(0, { traceState: createTraceState('spanlink=nonsense') });
    expect(decide(consistent(cause(0).traceId), [link]).decision).toBe(decisions.sampled);
  });
});

describe('Where the linked trace has a threshold', () => {
  test.each([
    ['th:8', '80000000000000', true],
    ['th:8', '7fffffffffffff', false],
    ['th:0', '00000000000000', true],
    ['th:fd70a4', 'fd70a400000000', true],
    ['th:fd70a4', 'fd70a3ffffffff', false],
    ['th:fd70a4;rv:ffffffffffffff', '00000000000000', true],
    ['rv:00000000000000;th:1', 'ffffffffffffff', false],
    ['p:8;th:8;x:1', '80000000000000', true],
    ['th:8;thx', '80000000000000', true],
    ['th:8;rv:f', '00000000000000', false],
    ['th:8;rv:fffffffffffffff', '00000000000000', false],
  ])('%s keeps a trace that ends on %s: %s', (ot, end, isKept) => {
    const link = linkWith(0, ot, { traceId: `ca00000000000000aa${end}` });
    expect(decide(consistent(), [link]).decision).toBe(isKept ? decisions.sampled : decisions.dropped);
  });

  test.each(['th:', 'th:g', 'th:F0', 'th:123456789012345', 'th', ':8', ''])(
    '%p is no threshold, and the fallback decides',
    (ot) => {
      expect(decide(consistent(cause(0).traceId), [linkWith(0, ot)]).decision).toBe(decisions.sampled);
      expect(decide(consistent(), [linkWith(0, ot)]).decision).toBe(decisions.dropped);
    },
  );

  test('threshold and randomness are passed on, with the rest of the fallback’s trace state', () => {
    const shouldSample = () => ({ decision: decisions.dropped, traceState: createTraceState('vendor=1,ot=p:8;:9') });
    const sampler = new LinkedSampler({ fallback: { shouldSample, toString: () => 'none' }, mode: 'consistent' });
    const { traceState } = decide(sampler, [linkWith(0, 'th:80', { traceId: 'ca00000000000000aa81234567890abc' })]);
    expect(traceState?.get('ot')).toBe('p:8;th:8;rv:81234567890abc');
    expect(traceState?.get('vendor')).toBe('1');
  });

  test('any threshold is compared as a number with any randomness, explicit or of the id', () => {
    const bits = fc.bigInt({ min: 0n, max: 2n ** 56n - 1n });
    fc.assert(
      fc.property(
        bits,
        bits,
        fc.boolean(),
        fc.integer({ min: 1, max: 14 }),
        (threshold, randomness, isExplicit, digits) => {
          const th = threshold.toString(16).padStart(14, '0').slice(0, digits);
          const rv = randomness.toString(16).padStart(14, '0');
          const link = isExplicit
            ? linkWith(0, `rv:${rv};th:${th}`)
            : linkWith(0, `th:${th}`, { traceId: `ca00000000000000aa${rv}` });
          const result = decide(consistent(), [link]);
          expect(result.decision === decisions.sampled).toBe(randomness >= BigInt(`0x${th.padEnd(14, '0')}`));
          const next = decide(consistent(), [linkIn(1, result)]);
          expect([next.decision, next.traceState?.serialize()]).toEqual([
            result.decision,
            result.traceState?.serialize(),
          ]);
        },
      ),
    );
  });

  test('no text in the trace state makes the sampler throw', () => {
    fc.assert(fc.property(fc.string(), (ot) => void decide(consistent(), [linkWith(0, ot)])));
  });
});

test('the first trusted link decides, and the fallback if there is none', () => {
  const fallback = keeping(cause(1).traceId, own);
  const sampler = new LinkedSampler({
    fallback,
    mode: 'consistent',
    trust: ({ context }) => context.traceId !== cause(0).traceId,
  });
  expect(decide(sampler, [linkWith(0, 'th:ffffffffffffff'), linkTo(1)]).decision).toBe(decisions.sampled);
  expect(decide(sampler, [linkWith(0, 'th:ffffffffffffff')])).toEqual({ decision: decisions.sampled });
});

test('a span with a parent is left to the fallback, as its trace has been decided', () => {
  const parent = trace.setSpanContext(ROOT_CONTEXT, cause(5));
  const fallback = keeping(cause(5).traceId);
  const sampler = new LinkedSampler({ fallback, mode: 'consistent' });
  expect(sampler.shouldSample(parent, cause(5).traceId, 'work', SpanKind.INTERNAL, {}, [linkTo(0)])).toEqual({
    decision: decisions.sampled,
  });
  expect(fallback.asked).toEqual([cause(5).traceId]);
});

test('maxPerSecond bounds the spans that the fallback would not have sampled', () => {
  const sampler = new LinkedSampler({ fallback: keeping(), mode: 'consistent', maxPerSecond: 2, now: () => 0 });
  const kept = Array.from({ length: 10 }, () => decide(sampler, [linkWith(0, 'th:0')])).filter(
    ({ decision }) => decision === decisions.sampled,
  );
  expect(kept).toHaveLength(2);
});

test('maxPerSecond does not bound what the fallback samples, nor what the linked trace drops', () => {
  const of = (fallback: Sampler): LinkedSampler => new LinkedSampler({ fallback, mode: 'consistent', maxPerSecond: 0 });
  const kept = decide(of(keeping(own)), [linkWith(0, 'th:0')]);
  expect([kept.decision, kept.traceState?.get('ot')]).toEqual([decisions.sampled, expect.stringMatching('^th:0;')]);
  const dropped = decide(of(keeping()), [linkWith(0, 'th:8;rv:00000000000000')]);
  expect([dropped.decision, dropped.traceState?.get('ot')]).toEqual([decisions.dropped, 'th:8;rv:00000000000000']);
});

test('a trace that the threshold drops is not sampled, and still recorded where the fallback records it', () => {
  const asking = (decision: number): number => {
    const fallback = { shouldSample: () => ({ decision }), toString: () => 'fixed' };
    const sampler = new LinkedSampler({ fallback, mode: 'consistent' });
    return decide(sampler, [linkWith(0, 'th:8;rv:00000000000000')]).decision;
  };
  expect([decisions.dropped, decisions.recorded, decisions.sampled].map(asking)).toEqual([
    decisions.dropped,
    decisions.recorded,
    decisions.dropped,
  ]);
});

test('a trace state that throws leaves the decision to the fallback, and is reported once', () => {
  const reports = recordReports();
  const traceState = { serialize: () => '' } as never;
  expect(decide(consistent(own), [linkTo(0, { traceState })])).toEqual({ decision: decisions.sampled });
  decide(consistent(own), [linkTo(0, { traceState })]);
  expect(reports).toHaveLength(1);
});
