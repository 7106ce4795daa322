/** `maxHops`: the traces in a row that links decide; the next is decided by chance, so that endless chains end. */
import { createTraceState, type Link } from '@opentelemetry/api';
import { LinkedSampler, type LinkedSamplerOptions, type Sampler, type SamplingResult } from 'spanlink/sampling';
import { recordReports } from '../fixtures/reports';
import { decide, decisions, keeping, linkIn, linkTo, linkWith } from './sampler-decisions';

const HOPS = 'spanlink_hops';
const linkAfter = (hops: string, n = 0, traceFlags = 1): Link =>
  linkTo(n, { traceFlags, traceState: createTraceState().set(HOPS, hops) });

/** The decisions on a chain of traces, each linked to the one before. */
function chain(length: number, ...samplers: LinkedSampler[]): boolean[] {
  const results: boolean[] = [];
  let links: Link[] = [linkTo(0)];
  for (let step = 1; step <= length; step++) {
    const sampler = samplers[step % samplers.length] as LinkedSampler;
    const traceId = step.toString(16).padStart(32, 'f');
    const result: SamplingResult = decide(sampler, links, traceId);
    results.push(result.decision === decisions.sampled);
    const { context } = linkIn(step, result);
    links = [{ context: { ...context, traceId, traceFlags: results.at(-1) === true ? 1 : 0 } }];
  }
  return results;
}

const following = (more: Partial<LinkedSamplerOptions> = {}): LinkedSampler =>
  new LinkedSampler({ fallback: keeping(), ...more });

describe('In the mode follow', () => {
  test('a chain goes on for that many traces, and then for none', () => {
    expect(chain(6, following({ maxHops: 3 }))).toEqual([true, true, true, false, false, false]);
  });

  test('without the option, it goes on for ever, and its trace state stays as it was', () => {
    expect(chain(100, following())).not.toContain(false);
    expect(decide(following(), [linkTo(0)]).traceState).toBeUndefined();
    expect(decide(following({ maxHops: Infinity }), [linkTo(0)]).traceState).toBeUndefined();
  });

  test('a trace that the fallback samples begins the count again', () => {
    const fourth = '4'.padStart(32, 'f');
    expect(chain(8, following({ maxHops: 2, fallback: keeping(fourth) }))).toEqual([
      true,
      true,
      false,
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  test('of several causes, the nearest to a decision by chance counts', () => {
    const sampler = following({ maxHops: 5 });
    const state = (...links: Link[]): string | undefined => decide(sampler, links).traceState?.get(HOPS);
    expect(state(linkAfter('4'), linkAfter('2', 1), linkAfter('3', 2))).toBe('3');
    expect(state(linkAfter('4'), linkTo(1))).toBe('1');
    expect(state(linkAfter('5'), linkAfter('9', 1), linkAfter('4', 2))).toBe('5');
    expect(state(linkAfter('0', 0, 0), linkAfter('2', 1))).toBe('3');
    expect(decide(sampler, [linkAfter('5'), linkAfter('7', 1)]).decision).toBe(decisions.dropped);
  });

  test('a nearer cause that is not trusted does not count', () => {
    const trust = (link: Link): boolean => link.context.traceState?.get(HOPS) !== '1';
    const sampler = following({ maxHops: 5, trust });
    expect(decide(sampler, [linkAfter('1'), linkAfter('3', 1)]).traceState?.get(HOPS)).toBe('4');
    expect(decide(sampler, [linkAfter('1')]).decision).toBe(decisions.dropped);
  });

  test('none at all follows where it is 0', () => {
    expect(chain(3, following({ maxHops: 0 }))).toEqual([false, false, false]);
  });

  test('a service without the option passes the count on', () => {
    const { traceState } = decide(following(), [linkAfter('7')]);
    expect(traceState?.get(HOPS)).toBe('8');
    expect(chain(100, following({ maxHops: 4 }), following()).slice(10)).not.toContain(true);
  });

  test('the rest of the trace state is kept', () => {
    const fallback: Sampler = {
      shouldSample: () => ({ decision: decisions.dropped, traceState: createTraceState('vendor=1,ot=th:c') }),
      toString: () => 'fallback',
    };
    const { traceState } = decide(following({ maxHops: 3, fallback }), [linkTo(0)]);
    expect(traceState?.serialize()).toBe(`${HOPS}=1,vendor=1`);
  });
});

describe('In the mode consistent', () => {
  const consistent = (maxHops: number, fallback: Sampler): LinkedSampler =>
    new LinkedSampler({ fallback, maxHops, mode: 'consistent', maxPerSecond: Infinity });
  const first = linkTo(0).context.traceId;

  test('the trace after that many decides by itself, and those after it agree with that one', () => {
    const fourth = '4'.padStart(32, 'f');
    expect(chain(9, consistent(3, keeping(first)))).toEqual([true, true, true, ...Array<boolean>(6).fill(false)]);
    expect(chain(9, consistent(3, keeping(fourth)))).toEqual([
      ...[false, false, false],
      ...[true, true, true, true],
      ...[false, false],
    ]);
  });

  test('the same by a threshold', () => {
    const sampler = consistent(2, keeping());
    const kept = linkWith(0, 'th:8;rv:ffffffffffffff');
    const one = decide(sampler, [kept]);
    expect([one.decision, one.traceState?.get(HOPS)]).toEqual([decisions.sampled, '1']);
    const two = decide(sampler, [linkIn(1, one)]);
    expect([two.decision, two.traceState?.get('ot')]).toEqual([decisions.sampled, 'th:8;rv:ffffffffffffff']);
    const three = decide(sampler, [linkIn(2, two)]);
    expect(three).toEqual({ decision: decisions.dropped });
  });
});

describe('Hostile input', () => {
  test.each(['', '-1', '1.5', '1e3', 'many', ' 1', '1234567', '0x1', '٣'])('a count of %j is none', (hops) => {
    const traceState = { get: (key: string) => (key === HOPS ? hops : undefined) } as never;
    expect(decide(following({ maxHops: 2 }), [linkTo(0, { traceState })]).traceState?.get(HOPS)).toBe('1');
  });

  test('the count is bounded', () => {
    expect(decide(following(), [linkAfter('999999')]).traceState?.get(HOPS)).toBe('999999');
  });

  test('100,000 causes of falling counts are read once each', () => {
    const trust = jest.fn(() => true);
    const links = Array.from({ length: 100_000 }, (_, n) => linkAfter(String(200_000 - n), n));
    const sampler = following({ maxHops: 300_000, trust });
    expect(decide(sampler, links).traceState?.get(HOPS)).toBe('100002');
    expect(trust).toHaveBeenCalledTimes(100_000);
  });

  test('a trace state that throws leaves the decision to the fallback', () => {
    const reports = recordReports();
    const traceState = {
      get: () => {
        throw new Error('no');
      },
    } as never;
    expect(decide(following({ maxHops: 2 }), [linkTo(0, { traceState })]).decision).toBe(decisions.dropped);
    expect(reports).toEqual([
      'spanlink: LinkedSampler could not read the links, and left the decision to the fallback',
    ]);
  });
});

test.each([-1, 1.5, NaN, '3', null])('A number of hops that is none is refused: %p', (maxHops) => {
  expect(() => following({ maxHops: maxHops as number })).toThrow(
    expect.objectContaining({
      name: 'TypeError',
      code: 'ERR_SPANLINK_SAMPLER',
      message: 'LinkedSampler: maxHops is not a whole number, 0 or more',
    }),
  );
});

test('The sampler says its number of hops, where it has one', () => {
  expect(String(following({ maxHops: 3 }))).toContain('maxHops=3');
  expect(String(following())).not.toContain('maxHops');
});

/** As `tools/simulate-sampling` does: the same random numbers on every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('A hundred schedules of a thousand runs, of which the fallback samples 1 %', () => {
  /**
   * The share of the schedules whose last run is sampled, the share of all runs, and the longest row of sampled ones.
   */
  function simulate(options: Partial<LinkedSamplerOptions>): { last: number; all: number; longest: number } {
    const random = seeded(7);
    const hex = (): string =>
      Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(8, '0');
    const fallback: Sampler = {
      shouldSample: (_context, traceId) => ({
        decision: parseInt(traceId.slice(0, 8), 16) < 0.01 * 2 ** 32 ? decisions.sampled : decisions.dropped,
      }),
      toString: () => '1 %',
    };
    const sampler = new LinkedSampler({ fallback, maxPerSecond: Infinity, ...options });
    let [last, all, longest] = [0, 0, 0];
    for (let schedule = 0; schedule < 100; schedule++) {
      let links: Link[] = [];
      let row = 0;
      for (let run = 0; run < 1_000; run++) {
        const traceId = `${hex()}${hex()}${hex()}${hex()}`;
        const { decision, traceState } = decide(sampler, links, traceId);
        const isKept = decision === decisions.sampled;
        row = isKept ? row + 1 : 0;
        longest = Math.max(longest, row);
        if (isKept) all++;
        if (isKept && run === 999) last++;
        const state = traceState === undefined ? {} : { traceState };
        links = [{ context: { traceId, spanId: 'a'.repeat(16), traceFlags: isKept ? 1 : 0, ...state } }];
      }
    }
    return { last: last / 100, all: all / 100_000, longest };
  }

  test('followed, nearly all are sampled in the end', () => {
    const { last, all } = simulate({});
    expect(last).toBeGreaterThan(0.99);
    expect(all).toBeGreaterThan(0.85);
  });

  test('followed for 10 hops, a tenth of the runs is, at the end as at the beginning', () => {
    const { last, all } = simulate({ maxHops: 10 });
    expect(all).toBeGreaterThan(0.08);
    expect(all).toBeLessThan(0.12);
    expect(last).toBeLessThan(0.25);
  });

  test('consistently, a schedule is sampled for ever or never; with 10 hops, 11 runs at a time', () => {
    const forever = simulate({ mode: 'consistent' });
    expect(forever).toEqual({ last: forever.last, all: forever.last, longest: 1_000 });
    const bounded = simulate({ mode: 'consistent', maxHops: 10 });
    expect(bounded.all).toBeGreaterThan(0.005);
    expect(bounded.all).toBeLessThan(0.015);
    expect(bounded.longest % 11).toBe(0);
    expect(bounded.longest).toBeLessThan(66);
  });
});
