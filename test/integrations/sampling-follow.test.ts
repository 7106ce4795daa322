/** `LinkedSampler` in the mode 'follow': a span is sampled when a span that it links to was. */
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { LinkedSampler } from 'spanlink/sampling';
import { recordReports } from '../fixtures/reports.js';
import { cause } from '../fixtures/spans.js';
import { decide, decisions, keeping, linkTo, linkWith } from './sampler-decisions.js';

const unsampled = { traceFlags: 0 };
let now = 0;
const clock = (): number => now;
const ask = (sampler: LinkedSampler, ...links: Parameters<typeof decide>[1]): number => decide(sampler, links).decision;

describe('When a sampler follows links,', () => {
  const sampler = new LinkedSampler({ fallback: keeping() });

  test('a span that links to a sampled one is sampled', () => {
    expect(ask(sampler, linkTo(0))).toBe(decisions.sampled);
  });

  test('one sampled cause among many is enough', () => {
    expect(ask(sampler, linkTo(0, unsampled), linkTo(1, unsampled), linkTo(2))).toBe(decisions.sampled);
  });

  test('without a link, or with unsampled ones alone, the fallback decides', () => {
    expect(ask(sampler)).toBe(decisions.dropped);
    expect(ask(sampler, linkTo(0, unsampled))).toBe(decisions.dropped);
  });

  test('a span that the fallback samples stays as it is, whatever it links to', () => {
    const result = { decision: decisions.sampled, attributes: { rule: 'all' } };
    const fallback = { shouldSample: () => result, toString: () => 'all' };
    expect(decide(new LinkedSampler({ fallback }), [linkTo(0)])).toBe(result);
    expect(decide(new LinkedSampler({ fallback }), [linkTo(0, unsampled)])).toBe(result);
  });

  test('a span that is sampled for its links keeps the attributes of the fallback', () => {
    const fallback = {
      shouldSample: () => ({ decision: decisions.recorded, attributes: { rule: 'none' } }),
      toString: () => 'none',
    };
    expect(decide(new LinkedSampler({ fallback }), [linkTo(0)])).toEqual({
      decision: decisions.sampled,
      attributes: { rule: 'none' },
    });
  });

  test('a link to an invalid context decides nothing', () => {
    expect(ask(sampler, linkTo(0, { traceId: '0'.repeat(32), spanId: '0'.repeat(16) }))).toBe(decisions.dropped);
    expect(ask(sampler, { context: undefined } as never)).toBe(decisions.dropped);
    expect(ask(sampler, { context: undefined } as never, linkTo(0))).toBe(decisions.sampled);
  });

  test('links that decide nothing use up nothing of maxPerSecond, and are not reported', () => {
    const reports = recordReports();
    const one = new LinkedSampler({ fallback: keeping(), maxPerSecond: 1 });
    expect(ask(one, linkTo(0, unsampled))).toBe(decisions.dropped);
    expect(ask(one, linkTo(0))).toBe(decisions.sampled);
    expect(reports).toEqual([]);
  });

  test('a sampled span does not pass on the threshold of its unsampled parent, which did not sample it', () => {
    const parent = trace.setSpanContext(ROOT_CONTEXT, linkWith(1, 'th:c;rv:11111111111111', unsampled).context);
    const { decision, traceState } = sampler.shouldSample(parent, cause(1).traceId, 'work', SpanKind.INTERNAL, {}, [
      linkTo(0),
    ]);
    expect([decision, traceState?.serialize()]).toEqual([decisions.sampled, 'ot=rv:11111111111111']);
  });
});

describe('A predicate for trust', () => {
  test('lets a remote link decide by returning true, and nothing else', () => {
    const asking = (trust: () => unknown): number =>
      ask(new LinkedSampler({ fallback: keeping(), trust: trust as () => boolean }), linkTo(0));
    expect([true, false, undefined, 'yes', 1].map((answer) => asking(() => answer) === decisions.sampled)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  test('gets each link, so that a later trusted one decides where earlier ones are not', () => {
    const sampler = new LinkedSampler({
      fallback: keeping(),
      trust: ({ context }) => context.traceId === cause(1).traceId,
    });
    expect(ask(sampler, linkTo(0))).toBe(decisions.dropped);
    expect(ask(sampler, linkTo(0), linkTo(1))).toBe(decisions.sampled);
  });

  test('is not asked about links of this process, which are trusted', () => {
    const trust = jest.fn(() => false);
    expect(ask(new LinkedSampler({ fallback: keeping(), trust }), linkTo(0, { isRemote: false }))).toBe(
      decisions.sampled,
    );
    expect(trust).not.toHaveBeenCalled();
  });

  test('that throws or returns a promise trusts nothing, and is reported once', () => {
    const reports = recordReports();
    const refusing = [
      () => {
        throw new Error('no list');
      },
      async () => Promise.reject(new Error('no list')),
    ];
    for (const trust of refusing) {
      const sampler = new LinkedSampler({ fallback: keeping(), trust: trust as never });
      expect(ask(sampler, linkTo(0), linkTo(1))).toBe(decisions.dropped);
    }
    expect(reports).toHaveLength(1);
    expect(reports[0]).toContain('LinkedSampler trust threw');
  });
});

describe('maxPerSecond', () => {
  const forced = (sampler: LinkedSampler, spans: number): number =>
    Array.from({ length: spans }, () => ask(sampler, linkTo(0))).filter((decision) => decision === decisions.sampled)
      .length;
  beforeEach(() => {
    now = 0;
  });

  test('bounds how many spans are sampled for their links alone, reports that, and leaves the others', () => {
    const reports = recordReports();
    const sampler = new LinkedSampler({ fallback: keeping(), maxPerSecond: 5, now: clock });
    expect(forced(sampler, 50)).toBe(5);
    expect(reports).toEqual([expect.stringContaining('LinkedSampler maxPerSecond was reached: more than 5 spans')]);
    now = 200;
    expect(forced(sampler, 50)).toBe(1);
    now = 1_200;
    expect(forced(sampler, 50)).toBe(5);
    now = 1e9;
    expect(forced(sampler, 50)).toBe(5);
  });

  test('counts by a clock of its own where none is given', () => {
    expect(forced(new LinkedSampler({ fallback: keeping(), maxPerSecond: 1 }), 1_000)).toBeLessThan(1_000);
  });

  test('is 100 by default', () => {
    expect(forced(new LinkedSampler({ fallback: keeping(), now: clock }), 1_000)).toBe(100);
  });

  test('of 0 allows none, of Infinity all, of a half one every other second', () => {
    const of = (maxPerSecond: number): LinkedSampler =>
      new LinkedSampler({ fallback: keeping(), maxPerSecond, now: clock });
    expect(forced(of(0), 10)).toBe(0);
    expect(forced(of(Infinity), 10_000)).toBe(10_000);
    const half = of(0.5);
    expect(forced(half, 10)).toBe(1);
    now = 1_000;
    expect(forced(half, 10)).toBe(0);
    now = 2_000;
    expect(forced(half, 10)).toBe(1);
  });

  test('is not used up by spans that the fallback samples', () => {
    const sampler = new LinkedSampler({ fallback: keeping('f'.repeat(32)), maxPerSecond: 1, now: clock });
    expect(forced(sampler, 10)).toBe(10);
    expect(decide(sampler, [linkTo(0)], 'e'.repeat(32)).decision).toBe(decisions.sampled);
  });

  test('allows no more spans if the clock goes back', () => {
    const sampler = new LinkedSampler({ fallback: keeping(), maxPerSecond: 1, now: clock });
    expect(forced(sampler, 10)).toBe(1);
    for (now of [-10_000, 0]) expect(forced(sampler, 10)).toBe(0);
  });
});

test.each([
  ['fallback is not a sampler', { fallback: {} }],
  ['fallback is not a sampler', {}],
  ['trust is not a function', { fallback: keeping(), trust: true }],
  ['maxPerSecond is not a number, 0 or more', { fallback: keeping(), maxPerSecond: -1 }],
  ['maxPerSecond is not a number, 0 or more', { fallback: keeping(), maxPerSecond: NaN }],
  ['maxPerSecond is not a number, 0 or more', { fallback: keeping(), maxPerSecond: '5' }],
  ["mode is not 'follow' or 'consistent'", { fallback: keeping(), mode: 'all' }],
])('the sampler refuses options at once: %s', (what, options) => {
  let error: unknown;
  try {
    new LinkedSampler(options as never);
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(TypeError);
  expect(error).toMatchObject({ code: 'ERR_SPANLINK_SAMPLER', message: `LinkedSampler: ${what}` });
});

test('the sampler describes itself with its fallback', () => {
  expect(String(new LinkedSampler({ fallback: keeping() }))).toBe(
    'LinkedSampler{mode=follow, maxPerSecond=100, fallback=keeping}',
  );
});
