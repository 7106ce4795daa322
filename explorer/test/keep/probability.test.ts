/** Decisions by probability: the Collector's hash, and the thresholds of OpenTelemetry's `tracestate`. */
import fc from 'fast-check';
import { Decider } from '../../server/keep/decide/decider';
import type { Decision } from '../../server/keep/decide/decider';
import { NO_EVIDENCE } from '../../server/keep/decide/evidence';
import { forwardedTraceState } from '../../server/keep/decide/forwarded-threshold';
import { hashSampler, multiplyThresholds, thresholdOf } from '../../server/keep/decide/probability';
import { samplingState, withThreshold } from '../../server/keep/decide/trace-state';
import type { Story } from '../../server/keep/decide/votes';
import { readKeepFile } from '../../server/keep/rules/read-keep-file';
import { traceId } from './requests';

const STORY: Story = { traceId: '0123456789abcdef0123456789abcdef', randomness: '', hasThreshold: false };

function decide(policies: string, story: Partial<Story>, settings: string = 'use_tracestate: true'): Decision {
  const { rules } = readKeepFile(`${settings}\npolicies: [${policies}]`, 'keep.yaml');
  return new Decider(rules).decide({ evidence: NO_EVIDENCE, story: { ...STORY, ...story }, now: 0 });
}

const percent = (percentage: number): string =>
  `{ name: some, type: probabilistic, probabilistic: { sampling_percentage: ${percentage} } }`;

describe('the hash of a story', () => {
  // the least thousandths of a percent with which Go's hash/fnv keeps the ids, as the Collector uses it
  test.each([
    ['default-hash-seed', '0cc175b9c0f1b6a831c399e269772661', 97.706],
    ['default-hash-seed', '92eb5ffee6ae2fec3ad71c777531578f', 97.578],
    ['pepper', '0cc175b9c0f1b6a831c399e269772661', 73.54],
    ['pepper', '92eb5ffee6ae2fec3ad71c777531578f', 5.265],
    ['pepper', '4a8a08f09d37b73795649038408b5f33', 22.511],
  ])('with the salt %s keeps %s from %d %% on, as the Collector does', (salt, trace, percentage) => {
    expect(hashSampler(percentage, salt)(trace)).toBe(true);
    expect(hashSampler(percentage - 0.001, salt)(trace)).toBe(false);
  });

  test.each([
    [0, 0],
    [1, 100],
    [50, 5000],
    [100, 10_000],
    [250, 10_000],
  ])('keeps %s %% of the traces', (percentage, expected) => {
    const isSampled = hashSampler(percentage, 'default-hash-seed');
    const kept = Array.from({ length: 10_000 }, (_, index) => traceId(String(index))).filter(isSampled);
    expect(Math.abs(kept.length - expected)).toBeLessThanOrEqual(4 * Math.sqrt(expected));
  });

  test('keeps more with a higher percentage, and all that a lower one kept', () => {
    const id = fc.nat().map((number) => traceId(String(number)));
    fc.assert(
      fc.property(
        id,
        fc.double({ min: 0, max: 100, noNaN: true }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (trace, a, b) => {
          const [lower, higher] = [Math.min(a, b), Math.max(a, b)];
          if (hashSampler(lower, 's')(trace)) expect(hashSampler(higher, 's')(trace)).toBe(true);
        },
      ),
    );
  });

  test('is of the first cause alone, so that traces of one story are kept or not together', () => {
    const outcomes = ['a', 'b', 'c', 'd'].map((digit) => decide(percent(50), { traceId: digit.repeat(32) }, '').isKept);
    expect(outcomes).toEqual(
      ['a', 'b', 'c', 'd'].map((digit) => hashSampler(50, 'default-hash-seed')(digit.repeat(32))),
    );
  });
});

describe('thresholds', () => {
  // the table of the specification, with four digits
  test.each([
    [1, '0'],
    [1 / 2, '8'],
    [1 / 3, 'aaab'],
    [1 / 4, 'c'],
    [1 / 5, 'cccd'],
    [1 / 8, 'e'],
    [1 / 10, 'e666'],
    [1 / 16, 'f'],
    [1 / 100, 'fd70a'],
    [1 / 1000, 'ffbe77'],
    [1 / 10_000, 'fff9724'],
    [1 / 100_000, 'ffff583a'],
    [1 / 1_000_000, 'ffffef39'],
  ])('of the probability %s is %s', (probability, threshold) => {
    expect(thresholdOf(probability)).toBe(threshold.padEnd(14, '0'));
  });

  test('of no probability is none, and of the least one is a valid one', () => {
    expect(thresholdOf(0)).toBeUndefined();
    expect(thresholdOf(2 ** -60)).toBeUndefined();
    expect(thresholdOf(2 ** -56)).toBe('ffffffffffffff');
  });

  test.each([
    ['80000000000000', '80000000000000', 'c0000000000000'],
    ['00000000000000', 'fd70a000000000', 'fd70a000000000'],
    ['ffffffffffffff', 'ffffffffffffff', 'ffffffffffffff'],
  ])('of %s and %s, decided independently, multiply to %s', (one, other, both) => {
    expect(multiplyThresholds(one, other)).toBe(both);
  });
});

describe('with use_tracestate', () => {
  test.each([
    // by the explicit randomness, or else by the last 56 bits of the trace id
    [{ randomness: '80000000000000' }, true],
    [{ randomness: '7fffffffffffff' }, false],
    [{ hasThreshold: true, traceId: `${'0'.repeat(18)}80000000000000` }, true],
    [{ hasThreshold: true, traceId: `${'f'.repeat(18)}7fffffffffffff` }, false],
  ])('a story with %j is kept by its randomness: %s', (story, isKept) => {
    expect(decide(percent(50), story).isKept).toBe(isKept);
  });

  test('a story that does not tell how it was sampled is kept by the hash, and without it every story is', () => {
    expect(decide(percent(50), {})).toMatchObject({ isKept: hashSampler(50, 'default-hash-seed')(STORY.traceId) });
    const lowest = { randomness: '0'.repeat(14), traceId: STORY.traceId };
    expect(decide(percent(50), lowest, '').isKept).toBe(hashSampler(50, 'default-hash-seed')(STORY.traceId));
  });

  const HIGHEST = { randomness: 'f'.repeat(14) };
  const COUNT = '{ name: n, type: span_count, span_count: { min_spans: 0 } }';
  const and = (...parts: string[]): string => `{ name: a, type: and, and: { and_sub_policy: [${parts.join(', ')}] } }`;

  test.each([
    [percent(50), '80000000000000'],
    [percent(100), '0'.repeat(14)],
    ['{ name: all, type: always_sample }', '0'.repeat(14)],
    [and(COUNT, percent(25)), 'c0000000000000'],
    // the most permissive of those that kept it counts
    [`${percent(50)}, ${percent(25).replace('some', 'fewer')}`, '80000000000000'],
    // kept for another reason, it has none
    [COUNT, undefined],
    [`${percent(50)}, ${COUNT}`, undefined],
    [and('{ name: r, type: rate_limiting, rate_limiting: { spans_per_second: 5 } }', percent(50)), undefined],
  ])('a trace kept by %s has the threshold %s', (policies, threshold) => {
    const decision = decide(policies, HIGHEST);
    expect(decision).toMatchObject({ isKept: true });
    expect(decision.isKept && decision.threshold).toBe(threshold);
  });

  test('a trace kept as another probability was against it has none', () => {
    const inverted = `{ name: not some, type: not, not: { not_sub_policy: ${percent(25)} } }`;
    const decision = decide(and(inverted, percent(50)), { ...HIGHEST, randomness: 'a'.repeat(14) });
    expect(decision).toEqual({ isKept: true, policies: [expect.any(String)] });
  });
});

describe('the entry ot of a tracestate', () => {
  test.each([
    ['ot=th:c', { threshold: 'c0000000000000' }],
    ['a=b, ot=rv:0123456789abcd;th:0,c=d', { threshold: '0'.repeat(14), randomness: '0123456789abcd' }],
    ['ot=th:FD70A', { threshold: 'fd70a000000000' }],
    ['ot=th:', {}],
    ['ot=th:0123456789abcdef', {}],
    ['ot=rv:123', {}],
    ['not=th:c', {}],
    ['ot=th:c,ot=th:d', {}],
    ['', {}],
  ])('of %j is read', (text, state) => {
    expect(samplingState(text)).toEqual(state);
  });

  test.each([
    ['ot=th:c', 'fd70a000000000', 'ot=th:fd70a'],
    ['a=b,ot=rv:0123456789abcd;th:c;x:1,c=d', '80000000000000', 'a=b,ot=th:8;rv:0123456789abcd;x:1,c=d'],
    ['a=b,ot=rv:0123456789abcd;th:c', undefined, 'a=b,ot=rv:0123456789abcd'],
    ['ot=th:c', undefined, ''],
    ['a=b,ot=th:c', undefined, 'a=b'],
    ['ot=th:c', '0'.repeat(14), 'ot=th:0'],
    ['a=b', undefined, 'a=b'],
  ])('of %j with the threshold %s becomes %j', (text, threshold, expected) => {
    expect(withThreshold(text, threshold)).toBe(expected);
  });
});

describe('the tracestate of a span that is forwarded', () => {
  const OWN = '9'.repeat(14);
  const TRACE = `${'0'.repeat(18)}${OWN}`;

  test.each([
    // decided by the same randomness, the higher threshold holds for both
    ['ot=th:4', { threshold: '80000000000000', randomness: OWN }, 'ot=th:8'],
    ['ot=th:8', { threshold: '40000000000000', randomness: OWN }, 'ot=th:8'],
    ['a=b,ot=th:4;x:y', { threshold: '80000000000000', randomness: OWN }, 'a=b,ot=th:8;x:y'],
    [
      'ot=rv:aaaaaaaaaaaaaa;th:4',
      { threshold: '80000000000000', randomness: 'a'.repeat(14) },
      'ot=th:8;rv:aaaaaaaaaaaaaa',
    ],
    // decided by that of its first cause, or by a hash, both have to hold
    ['ot=th:8', { threshold: '80000000000000', randomness: 'f'.repeat(14) }, 'ot=th:c'],
    ['ot=th:8', { threshold: '80000000000000' }, 'ot=th:c'],
    ['ot=th:8', { threshold: '0'.repeat(14) }, 'ot=th:8'],
    // kept for another reason
    ['ot=th:8', {}, ''],
    ['a=b,ot=th:8;rv:aaaaaaaaaaaaaa', { randomness: OWN }, 'a=b,ot=rv:aaaaaaaaaaaaaa'],
    // inconsistent: it would not have been sampled
    ['ot=th:c', { threshold: '0'.repeat(14), randomness: OWN }, ''],
    // that does not tell how it was sampled
    ['ot=rv:aaaaaaaaaaaaaa', { threshold: '80000000000000' }, 'ot=rv:aaaaaaaaaaaaaa'],
    ['a=b', {}, 'a=b'],
    ['', { threshold: '80000000000000' }, ''],
  ])('%j, kept by %j, is %j', (traceState, keptBy, expected) => {
    expect(forwardedTraceState(traceState, TRACE, keptBy)).toBe(expected);
  });

  test('counts right: of spans that passed two samplers, each stands for as many as there were', () => {
    const total = 40_000;
    const random = (name: string): string => traceId(name).slice(-14);
    const [head, tail] = ['80000000000000', 'c0000000000000'];
    const MAX = 2n ** 56n;
    const countOf = (traceState: string): number => {
      const threshold = samplingState(traceState).threshold ?? '';
      return Number(MAX) / Number(MAX - BigInt(`0x${threshold}`));
    };
    for (const isSame of [true, false]) {
      let counted = 0;
      for (let index = 0; index < total; index += 1) {
        const own = random(`own ${index}`);
        const story = isSame ? own : random(`story ${index}`);
        if (own < head || story < tail) continue;
        counted += countOf(
          forwardedTraceState(`ot=th:8`, `${'0'.repeat(18)}${own}`, { threshold: tail, randomness: story }),
        );
      }
      expect(Math.abs(counted - total)).toBeLessThan(total * 0.05);
    }
  });
});
