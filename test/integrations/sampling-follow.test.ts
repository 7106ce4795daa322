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

describe('links', () => {
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

  test('what the fallback samples stays as it is, whatever is linked', () => {
    const result = { decision: decisions.sampled, attributes: { rule: 'all' } };
    const fallback = { shouldSample: () => result, toString: () => 'all' };
    expect(decide(new LinkedSampler({ fallback }), [linkTo(0)])).toBe(result);
    expect(decide(new LinkedSampler({ fallback }), [linkTo(0, unsampled)])).toBe(result);
  });

  test('the attributes of the fallback are kept on what is sampled for its links', () => {
    const fallback = {
      shouldSample: () => ({ decision: decisions.recorded, attributes: { rule: 'none' } }),
      toString: () => 'none',
    };
    expect(decide(new LinkedSampler({ fallback }), [linkTo(0)])).toEqual({
      decision: decisions.sampled,
      attributes: { rule: 'none' },
    });
  });

  test('a context that names no span decides nothing', () => {
    expect(ask(sampler, linkTo(0, { traceId: '0'.repeat(32), spanId: '0'.repeat(16) }))).toBe(decisions.dropped);
    expect(ask(sampler, { context: undefined } as never)).toBe(decisions.dropped);
  });

  test('the threshold of an unsampled parent does not go on, as it was not what sampled the span', () => {
    const parent = trace.setSpanContext(ROOT_CONTEXT, linkWith(1, 'th:c;rv:11111111111111', unsampled).context);
    const { decision, traceState } = sampler.shouldSample(parent, cause(1).traceId, 'work', SpanKind.INTERNAL, {}, [
      linkTo(0),
    ]);
    expect([decision, traceState?.serialize()]).toEqual([decisions.sampled, 'ot=rv:11111111111111']);
  });
});

describe('trust', () => {
  test('a remote link decides when the predicate gives true, and nothing else', () => {
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

  test('it gets the link, and a later trusted one decides where earlier are not', () => {
    const sampler = new LinkedSampler({
      fallback: keeping(),
      trust: ({ context }) => context.traceId === cause(1).traceId,
    });
    expect(ask(sampler, linkTo(0))).toBe(decisions.dropped);
    expect(ask(sampler, linkTo(0), linkTo(1))).toBe(decisions.sampled);
  });

  test('links of this process are trusted without asking', () => {
    const trust = jest.fn(() => false);
    expect(ask(new LinkedSampler({ fallback: keeping(), trust }), linkTo(0, { isRemote: false }))).toBe(
      decisions.sampled,
    );
    expect(trust).not.toHaveBeenCalled();
  });

  test('a predicate that throws, or gives a promise, trusts nothing, and is reported once', () => {
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

  test('bounds how many spans are sampled for their links alone; the rest is left to the fallback', () => {
    const sampler = new LinkedSampler({ fallback: keeping(), maxPerSecond: 5, now: clock });
    expect(forced(sampler, 50)).toBe(5);
    now = 200;
    expect(forced(sampler, 50)).toBe(1);
    now = 1_200;
    expect(forced(sampler, 50)).toBe(5);
    now = 1e9;
    expect(forced(sampler, 50)).toBe(5);
  });

  test('is 100 by default', () => {
    expect(forced(new LinkedSampler({ fallback: keeping(), now: clock }), 1_000)).toBe(100);
  });

  test('of 0 forces none, of Infinity all, of a half one every other second', () => {
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

  test('a clock that goes back gives none away', () => {
    const sampler = new LinkedSampler({ fallback: keeping(), maxPerSecond: 1, now: clock });
    expect(forced(sampler, 10)).toBe(1);
    for (now of [-10_000, 0]) expect(forced(sampler, 10)).toBe(0);
  });
});

test.each([
  ['fallback', { fallback: {} }],
  ['fallback', {}],
  ['trust', { fallback: keeping(), trust: true }],
  ['maxPerSecond', { fallback: keeping(), maxPerSecond: -1 }],
  ['maxPerSecond', { fallback: keeping(), maxPerSecond: NaN }],
  ['mode', { fallback: keeping(), mode: 'all' }],
])('a %s that makes no sense is refused at once', (option, options) => {
  let error: unknown;
  try {
    new LinkedSampler(options as never);
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(TypeError);
  expect(error).toMatchObject({ code: 'ERR_SPANLINK_SAMPLER', message: expect.stringContaining(option) as string });
});

test('it describes itself with its fallback', () => {
  expect(String(new LinkedSampler({ fallback: keeping() }))).toBe(
    'LinkedSampler{mode=follow, maxPerSecond=100, fallback=keeping}',
  );
});
