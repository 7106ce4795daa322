/** What each policy of the Collector means: which traces it keeps, from the bytes of their spans. */
import fc from 'fast-check';
import { Decider } from '../../server/keep/decide/decider';
import type { Decision } from '../../server/keep/decide/decider';
import { mergeEvidence, NO_EVIDENCE } from '../../server/keep/decide/evidence';
import type { Evidence } from '../../server/keep/decide/evidence';
import { Observer } from '../../server/keep/decide/observer';
import type { EvidenceByTrace } from '../../server/keep/decide/evidence';
import type { Story } from '../../server/keep/decide/votes';
import { readKeepFile } from '../../server/keep/rules/read-keep-file';
import { encodeRequest, traceId } from './requests';
import type { TestResource, TestSpan } from './requests';

const MS = 1_000_000n;

/** Decides on traces by the policies of a file. */
function deciderOf(policies: string, settings: string = '') {
  const decider = new Decider(readKeepFile(`${settings}\npolicies: [${policies}]`, 'keep.yaml').rules);
  const observer = new Observer(decider.conditions);
  const observe = (name: string, ...resources: readonly TestResource[]): EvidenceByTrace => {
    const evidence: EvidenceByTrace = new Map();
    observer.observe(traceId(name), encodeRequest(...resources), evidence);
    return evidence;
  };
  const decide = (evidence: Evidence, story: Partial<Story> = {}, now: number = 0): Decision =>
    decider.decide({
      evidence,
      story: { traceId: traceId('trace'), randomness: '', hasThreshold: false, ...story },
      now,
    });
  return {
    observe,
    decide,
    /** Decides on a trace with the spans, all of one resource. */
    keeps: (spans: readonly TestSpan[], resource: TestResource['resource'] = {}, now: number = 0): boolean => {
      const evidence = observe('trace', { resource, spans }).get(traceId('trace'));
      return decide(evidence ?? NO_EVIDENCE, {}, now).isKept;
    },
  };
}

const keeps = (policy: string, spans: readonly TestSpan[], resource?: TestResource['resource']): boolean =>
  deciderOf(`{ name: p, ${policy} }`).keeps(spans, resource);

/** A trace of spans from and to milliseconds. */
const timed = (...times: readonly (readonly [number, number])[]): TestSpan[] =>
  times.map(([start, end]) => ({
    start: 1_000_000n * MS + BigInt(start) * MS,
    end: 1_000_000n * MS + BigInt(end) * MS,
  }));

describe('latency', () => {
  test.each([
    ['{ threshold_ms: 5000 }', [[0, 5000]], false],
    ['{ threshold_ms: 5000 }', [[0, 5001]], true],
    // from the earliest start to the latest end, whatever is between, in any order
    [
      '{ threshold_ms: 5000 }',
      [
        [4000, 5001],
        [0, 1],
      ],
      true,
    ],
    ['{ threshold_ms: 5000, upper_threshold_ms: 10000 }', [[0, 10_000]], true],
    ['{ threshold_ms: 5000, upper_threshold_ms: 10000 }', [[0, 10_001]], false],
    [
      '{ threshold_ms: 5000, upper_threshold_ms: 10000 }',
      [
        [0, 6000],
        [0, 20_000],
      ],
      false,
    ],
    // an end before the start
    ['{ threshold_ms: 0 }', [[10, 0]], false],
  ] as const)('%s of spans at %j: %s', (latency, times, expected) => {
    expect(keeps(`type: latency, latency: ${latency}`, timed(...times))).toBe(expected);
  });
});

describe('attributes, with the types they were sent in', () => {
  test.each([
    // numbers
    ['numeric_attribute', '{ key: k, min_value: 50, max_value: 100 }', 75n, true],
    ['numeric_attribute', '{ key: k, min_value: 50, max_value: 100 }', 50n, true],
    ['numeric_attribute', '{ key: k, min_value: 50, max_value: 100 }', 100n, true],
    ['numeric_attribute', '{ key: k, min_value: 50, max_value: 100 }', 49n, false],
    ['numeric_attribute', '{ key: k, min_value: 50, max_value: 100 }', 101n, false],
    ['numeric_attribute', '{ key: k, min_value: 50 }', 2n ** 63n - 1n, true],
    ['numeric_attribute', '{ key: k, max_value: -1 }', -(2n ** 63n), true],
    ['numeric_attribute', '{ key: k, min_value: 9007199254740993 }', 9007199254740992n, false],
    ['numeric_attribute', '{ key: k, min_value: 0, max_value: 9 }', -1n, false],
    ['numeric_attribute', '{ key: k, min_value: 50, max_value: 100 }', '75', false],
    ['numeric_attribute', '{ key: k, min_value: 50, max_value: 100 }', 75, false],
    ['numeric_attribute', '{ key: k, max_value: 100 }', 'text', false],
    ['numeric_attribute', '{ key: k, min_value: 50, max_value: 100, invert_match: true }', 75n, false],
    ['numeric_attribute', '{ key: k, min_value: 50, max_value: 100, invert_match: true }', 7n, true],
    ['numeric_attribute', '{ key: other, min_value: 50, max_value: 100, invert_match: true }', 75n, true],
    // texts
    ['string_attribute', '{ key: k, values: [a, b] }', 'b', true],
    ['string_attribute', '{ key: k, values: [a, b] }', 'ab', false],
    ['string_attribute', '{ key: k, values: ["true"] }', true, false],
    ['string_attribute', '{ key: k, values: ["5"] }', 5n, false],
    ['string_attribute', '{ key: k, values: [""] }', '', false],
    ['string_attribute', '{ key: k, values: [a], invert_match: true }', 'a', false],
    ['string_attribute', '{ key: k, values: [a], invert_match: true }', 'b', true],
    ['string_attribute', '{ key: k, values: ["val.*"], enabled_regex_matching: true }', 'value1', true],
    ['string_attribute', '{ key: k, values: ["al"], enabled_regex_matching: true }', 'value1', true],
    ['string_attribute', '{ key: k, values: ["^al"], enabled_regex_matching: true }', 'value1', false],
    ['string_attribute', '{ key: k, values: ["(?i)^VALUE"], enabled_regex_matching: true }', 'value1', true],
    ['string_attribute', '{ key: k, values: ["^[[:alpha:]]+$"], enabled_regex_matching: true }', 'value', true],
    ['string_attribute', '{ key: k, values: [é], invert_match: false }', 'é', true],
    // truth values
    ['boolean_attribute', '{ key: k, value: true }', true, true],
    ['boolean_attribute', '{ key: k, value: true }', false, false],
    ['boolean_attribute', '{ key: k, value: false }', false, true],
    ['boolean_attribute', '{ key: k, value: false }', 'false', false],
    ['boolean_attribute', '{ key: k, value: true, invert_match: true }', true, false],
    ['boolean_attribute', '{ key: k, value: true, invert_match: true }', false, true],
  ] as const)('%s %s of a span or a resource with %p: %s', (type, section, value, expected) => {
    const policy = `type: ${type}, ${type}: ${section}`;
    expect(keeps(policy, [{}, { attributes: { before: 'x', k: value, after: 1n } }])).toBe(expected);
    expect(keeps(policy, [{}], { before: 'x', k: value })).toBe(expected);
  });

  test('are those of the key in the policy, and of no other that is as long', () => {
    const policy = 'type: string_attribute, string_attribute: { key: key, values: [a] }';
    expect(keeps(policy, [{ attributes: { kez: 'a', key: 'b' } }])).toBe(false);
    expect(keeps(policy, [{ attributes: { kez: 'b', key: 'a' } }])).toBe(true);
  });

  test('of a list, a map or bytes are compared with nothing', () => {
    for (const value of [{ arrayValue: { values: [{ stringValue: 'a' }] } }, { bytesValue: Buffer.from('a') }, {}])
      expect(
        keeps('type: string_attribute, string_attribute: { key: k, values: [a] }', [{ attributes: { k: value } }]),
      ).toBe(false);
  });

  test('take linear time, whatever the expression and the text', () => {
    const policy =
      "type: string_attribute, string_attribute: { key: k, values: ['(a+)+$'], enabled_regex_matching: true }";
    expect(keeps(policy, [{ attributes: { k: `${'a'.repeat(50_000)}b` } }])).toBe(false);
  });
});

describe('spans', () => {
  test.each([
    ['type: status_code, status_code: { status_codes: [ERROR] }', [{ status: 1 }, { status: 2 }], true],
    ['type: status_code, status_code: { status_codes: [ERROR] }', [{ status: 1 }, {}], false],
    ['type: status_code, status_code: { status_codes: [UNSET, OK] }', [{ status: 2 }, {}], true],
    ['type: span_count, span_count: { min_spans: 2, max_spans: 3 }', [{}], false],
    ['type: span_count, span_count: { min_spans: 2, max_spans: 3 }', [{}, {}], true],
    ['type: span_count, span_count: { min_spans: 2, max_spans: 3 }', [{}, {}, {}], true],
    ['type: span_count, span_count: { min_spans: 2, max_spans: 3 }', [{}, {}, {}, {}], false],
    ['type: span_count, span_count: { min_spans: 2 }', [{}, {}, {}, {}], true],
    ['type: trace_flags', [{ flags: 0x100 }], false],
    ['type: trace_flags', [{ flags: 0x300 }, { flags: 0x301 }], true],
    ['type: trace_state, trace_state: { key: k, values: [a, b] }', [{ traceState: 'x=y, k=b' }], true],
    ['type: trace_state, trace_state: { key: k, values: [a, b] }', [{ traceState: 'k=c' }, {}], false],
    ['type: trace_state, trace_state: { key: k, values: [a, b] }', [{ traceState: 'kk=a' }], false],
    // one malformed entry makes the whole header none
    ['type: trace_state, trace_state: { key: k, values: [a] }', [{ traceState: 'k=a,k=a' }], false],
    ['type: trace_state, trace_state: { key: k, values: [a] }', [{ traceState: 'k=a,B=1' }], false],
    ['type: trace_state, trace_state: { key: t@k, values: [a] }', [{ traceState: 't@k=a,,x=1' }], true],
    ['type: always_sample', [{}], true],
  ] as const)('%s of %j: %s', (policy, spans, expected) => {
    expect(keeps(policy, spans)).toBe(expected);
  });
});

describe('links', () => {
  const link = (relation: string, attributes: object = {}) => ({
    to: 'cause',
    attributes: { 'spanlink.relation': relation, ...attributes },
  });

  test.each([
    ['type: link', [{}], false],
    ['type: link', [{ links: [{ to: 'cause' }] }], true],
    ['type: link, link: { relation: retry_of }', [{ links: [link('previous'), link('retry_of')] }], true],
    ['type: link, link: { relation: retry_of }', [{ links: [link('previous')] }], false],
    ['type: link, link: { relation: "" }', [{ links: [{ to: 'cause' }] }], true],
    [
      'type: link, link: { relation: r }',
      [{ links: [{ to: 'cause', attributes: { 'opentracing.ref_type': 'r' } }] }],
      true,
    ],
    ['type: link, link: { attribute: { key: q, values: [a] } }', [{ links: [link('x', { q: 'a' })] }], true],
    ['type: link, link: { attribute: { key: q, values: ["5"] } }', [{ links: [link('x', { q: 5n })] }], true],
    [
      'type: link, link: { attribute: { key: q, values: [a] } }',
      [{ links: [link('x', { q: 'b' }), link('y')] }],
      false,
    ],
    ['type: link, link: { direction: effects }', [{ links: [{ to: 'cause' }] }], false],
  ] as const)('%s of %j: %s', (policy, spans, expected) => {
    expect(keeps(policy, spans)).toBe(expected);
  });

  test('count for the trace that they point to, whenever its own spans came', () => {
    const decider = deciderOf('{ name: p, type: link, link: { direction: effects, relation: retry_of } }');
    const evidence = decider.observe('trace', { spans: [{ links: [link('retry_of')] }] });
    const ofCause = evidence.get(traceId('cause')) ?? NO_EVIDENCE;
    expect(decider.decide(ofCause).isKept).toBe(true);
    expect(ofCause.spans).toBe(0);
    expect(decider.decide(evidence.get(traceId('trace')) ?? NO_EVIDENCE).isKept).toBe(false);
  });
});

describe('workflows', () => {
  const attempt = { 'spanlink.workflow.name': 'loan', 'spanlink.workflow.run_id': '7', 'spanlink.stage.name': 's' };
  const linked = (relation: string): TestSpan => ({
    attributes: attempt,
    links: [{ to: 'before', attributes: { 'spanlink.relation': relation } }],
  });

  test.each([
    ['type: workflow', [{ attributes: attempt }], false],
    ['type: workflow', [{ attributes: attempt, status: 2 }], true],
    ['type: workflow', [{ attributes: attempt }, { status: 2 }], false],
    ['type: workflow', [linked('resumes')], true],
    ['type: workflow', [linked('dead_letter_of')], true],
    ['type: workflow', [linked('compensates')], true],
    ['type: workflow', [linked('previous')], false],
    ['type: workflow, workflow: { outcomes: [resumed] }', [{ attributes: attempt, status: 2 }], false],
    ['type: workflow, workflow: { outcomes: [resumed] }', [linked('resumes')], true],
    ['type: workflow, workflow: { workflows: [order] }', [{ attributes: attempt, status: 2 }], false],
    ['type: workflow, workflow: { workflows: [loan] }', [{ attributes: attempt, status: 2 }], true],
  ] as const)('%s of %j: %s', (policy, spans, expected) => {
    expect(keeps(policy, spans)).toBe(expected);
  });
});

describe('policies together', () => {
  const ERROR = 'type: status_code, status_code: { status_codes: [ERROR] }';
  const HEALTH = 'type: string_attribute, string_attribute: { key: url.path, values: [/health] }';
  const failed = { status: 2 };
  const health = { attributes: { 'url.path': '/health' } };

  test.each([
    [`type: not, not: { not_sub_policy: { name: a, ${ERROR} } }`, [failed], false],
    [`type: not, not: { not_sub_policy: { name: a, ${ERROR} } }`, [health], true],
    [`type: and, and: { and_sub_policy: [{ name: a, ${ERROR} }, { name: b, ${HEALTH} }] }`, [failed], false],
    [`type: and, and: { and_sub_policy: [{ name: a, ${ERROR} }, { name: b, ${HEALTH} }] }`, [failed, health], true],
    [`type: drop, drop: { drop_sub_policy: [{ name: a, ${HEALTH} }] }`, [health], false],
    [`type: drop, drop: { drop_sub_policy: [{ name: a, ${HEALTH} }] }`, [failed], false],
  ])('%s of %j: %s', (policy, spans, expected) => {
    expect(keeps(policy, spans)).toBe(expected);
  });

  test('keep what one of them is for, unless one of type drop is, wherever it stands', () => {
    const decider = deciderOf(
      `{ name: errors, ${ERROR} }, { name: all, type: always_sample }, ` +
        `{ name: health, type: drop, drop: { drop_sub_policy: [{ name: a, ${HEALTH} }] } }`,
    );
    const decide = (...spans: TestSpan[]): Decision =>
      decider.decide(decider.observe('trace', { spans }).get(traceId('trace')) ?? NO_EVIDENCE);
    expect(decide(failed)).toEqual({ isKept: true, policies: ['errors', 'all'] });
    expect(decide({})).toMatchObject({ isKept: true, policies: ['all'] });
    expect(decide(failed, health)).toEqual({ isKept: false, droppedBy: 'health' });
  });

  test('keep what one is for although another one, inverted, is against', () => {
    const inverted = 'type: string_attribute, string_attribute: { key: k, values: [a], invert_match: true }';
    expect(
      deciderOf(`{ name: i, ${inverted} }, { name: e, ${ERROR} }`).keeps([{ status: 2, attributes: { k: 'a' } }]),
    ).toBe(true);
  });
});

describe('limits', () => {
  const spans = (count: number): TestSpan[] => Array.from({ length: count }, () => ({}));

  test('of spans a second have a bucket of twice as many, which fills again', () => {
    const { keeps: keep } = deciderOf('{ name: p, type: rate_limiting, rate_limiting: { spans_per_second: 10 } }');
    const at = (now: number, count: number): boolean => keep(spans(count), {}, now);
    expect([at(0, 21), at(0, 15), at(0, 6), at(0, 5), at(0, 1)]).toEqual([false, true, false, true, false]);
    expect([at(400, 5), at(500, 5), at(500, 1), at(10_000, 20), at(10_000, 1)]).toEqual([
      false,
      true,
      false,
      true,
      false,
    ]);
    // a clock that goes back gives nothing
    expect([at(5000, 1), at(10_100, 1)]).toEqual([false, true]);
  });

  test('of bytes count the protobuf of a trace', () => {
    const size = encodeRequest({ spans: spans(1) }).length;
    const { keeps: keep } = deciderOf(
      `{ name: p, type: bytes_limiting, bytes_limiting: { bytes_per_second: 1, burst_capacity: ${size} } }`,
    );
    expect([keep(spans(2)), keep(spans(1)), keep(spans(1))]).toEqual([false, true, false]);
  });

  test('of a composite are shares of a second for each part, of which the first that is for a trace decides', () => {
    const { keeps: keep } = deciderOf(
      '{ name: p, type: composite, composite: { max_total_spans_per_second: 10, policy_order: [errors, rest], ' +
        'composite_sub_policy: [{ name: rest, type: always_sample }, ' +
        '{ name: errors, type: status_code, status_code: { status_codes: [ERROR] } }], ' +
        'rate_allocation: [{ policy: errors, percent: 50 }, { policy: rest, percent: 30 }] } }',
    );
    const failed = (count: number): TestSpan[] => spans(count).map(() => ({ status: 2 }));
    // a failed trace above the share of errors is not kept as one of the rest
    expect([keep(failed(4), {}, 0), keep(failed(2), {}, 999), keep(failed(1), {}, 999)]).toEqual([true, false, true]);
    expect([keep(spans(3), {}, 999), keep(spans(1), {}, 999), keep(spans(3), {}, 1000)]).toEqual([true, false, true]);
  });

  test('count a trace once, for each policy by itself', () => {
    const { keeps: keep } = deciderOf(
      '{ name: a, type: always_sample }, { name: p, type: rate_limiting, rate_limiting: { spans_per_second: 1 } }',
    );
    expect(keep(spans(5))).toBe(true);
  });
});

describe('evidence', () => {
  const POLICIES = [
    'type: latency, latency: { threshold_ms: 300 }',
    'type: span_count, span_count: { min_spans: 3 }',
    'type: status_code, status_code: { status_codes: [ERROR] }',
    'type: string_attribute, string_attribute: { key: k, values: [a] }',
    'type: numeric_attribute, numeric_attribute: { key: n, min_value: 5, invert_match: true }',
    'type: link, link: { relation: r }',
  ];
  const anySpan: fc.Arbitrary<TestSpan> = fc.record({
    start: fc.nat(500).map((ms) => 1_000_000n * MS + BigInt(ms) * MS),
    end: fc.nat(500).map((ms) => 1_000_000n * MS + BigInt(ms) * MS),
    status: fc.nat(2),
    attributes: fc.record({ k: fc.constantFrom<string | bigint>('a', 'b', 1n), n: fc.bigInt(0n, 9n) }),
    links: fc.array(fc.constantFrom({ to: 'x' }, { to: 'x', attributes: { 'spanlink.relation': 'r' } }), {
      maxLength: 2,
    }),
  });

  test('of parts, merged in any order, decides as all spans at once do', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(anySpan, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...POLICIES),
        fc.boolean(),
        (parts, policy, isReversed) => {
          const decider = deciderOf(`{ name: p, ${policy} }`);
          const evidenceOf = (spans: readonly TestSpan[]): Evidence =>
            decider.observe('trace', { spans }).get(traceId('trace')) ?? NO_EVIDENCE;
          const merged = (isReversed ? [...parts].reverse() : parts)
            .map(evidenceOf)
            .reduce((a, b) => mergeEvidence(b, a), NO_EVIDENCE);
          const whole = evidenceOf(parts.flat());
          expect({ ...merged, bytes: 0 }).toEqual({ ...whole, bytes: 0 });
          expect(decider.decide(merged)).toEqual(decider.decide(whole));
        },
      ),
    );
  });
});
