/** The keep file: what is read, and what is refused, with its place, the reason and the nearest right word. */
import fc from 'fast-check';
import { formatDuration, parseDuration } from '../../server/keep/rules/go-duration';
import { FileError, readKeepFile } from '../../server/keep/rules/read-keep-file';
import { nearestWord } from '../../server/keep/rules/nearest-word';
import { rulesNumber } from '../../server/keep/rules/rules-number';
import { COLLECTOR_EXAMPLE } from './collector-example';

const read = (text: string) => readKeepFile(text, 'keep.yaml');
const policies = (text: string) => read(text).rules.policies;
const policy = (text: string) => policies(`policies:\n  - { name: one, ${text} }`)[0];

function refusal(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof FileError) return error.message;
    throw error;
  }
  throw new Error(`This was not refused:\n${text}`);
}

describe('the file of the issue', () => {
  const text = `
hold: 12h                 # how long everything stays, so that it can still be kept
decision_wait: 1m30s
policies:                 # in the words of the Collector's tail_sampling processor
  - { name: errors, type: status_code, status_code: { status_codes: [ERROR] } }
  - { name: slow, type: latency, latency: { threshold_ms: 5000 } }
  - { name: some, type: probabilistic, probabilistic: { sampling_percentage: 1 } }
follow: { causes: all, effects: 3, relations: [retry_of, ""], most_traces: 500 }
`;

  test('is read with its durations, policies and bounds', () => {
    expect(read(text)).toEqual({
      rules: {
        hold: 12 * 3_600_000,
        decisionWait: 90_000,
        policies: [
          { name: 'errors', type: 'status_code', codes: ['ERROR'] },
          { name: 'slow', type: 'latency', thresholdMs: 5000 },
          { name: 'some', type: 'probabilistic', percentage: 1, salt: 'default-hash-seed' },
        ],
        follow: { causes: Infinity, effects: 3, relations: ['retry_of', ''], mostTraces: 500 },
        usesTraceState: false,
      },
      notices: [],
    });
  });

  test('needs nothing but policies: everything is held for a day, and followed', () => {
    const { hold, decisionWait, follow } = read('policies: [{ name: all, type: always_sample }]').rules;
    expect({ hold, decisionWait, follow }).toEqual({
      hold: 86_400_000,
      decisionWait: 30_000,
      follow: { causes: Infinity, effects: Infinity, mostTraces: 10_000 },
    });
  });
});

describe('a configuration of the Collector', () => {
  test('is read with the policies of its documentation, whatever stands around them', () => {
    const { rules, notices } = read(COLLECTOR_EXAMPLE);
    expect(rules.decisionWait).toBe(10_000);
    expect(rules.policies.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      'policy-1: always_sample',
      'policy-2: latency',
      'policy-3: numeric_attribute',
      'policy-4: probabilistic',
      'policy-5: status_code',
      'policy-6: string_attribute',
      'policy-7: string_attribute',
      'policy-8: rate_limiting',
      'policy-9: bytes_limiting',
      'policy-10: span_count',
      'policy-11: trace_state',
      'policy-12: boolean_attribute',
      'policy-13: trace_flags',
      'not-1: not',
      'and-1: and',
      'drop-1: drop',
      'composite-1: composite',
    ]);
    expect(notices).toEqual([
      'receivers is not used here.',
      'processors are not used but tail_sampling: batch.',
      'service is not used here.',
      'num_traces is not used: all traces are held on disk.',
      'expected_new_traces_per_sec is not used: all traces are held on disk.',
      'decision_cache is not used: decisions are held on disk as long as traces are.',
    ]);
  });

  test('may be the processor alone, with a name, and settings of ours beside', () => {
    const { rules } = read('hold: 1h\ntail_sampling/late:\n  policies: [{ name: all, type: always_sample }]');
    expect([rules.hold, rules.policies.length]).toEqual([3_600_000, 1]);
  });

  test('may be of shares: a part of a composite without a percentage takes an equal one', () => {
    expect(
      policy(
        'type: composite, composite: { max_total_spans_per_second: 1000, policy_order: [b, a], ' +
          'composite_sub_policy: [{ name: a, type: always_sample }, { name: b, type: trace_flags }, ' +
          '{ name: c, type: always_sample }], rate_allocation: [{ policy: b, percent: 50 }] }',
      ),
    ).toMatchObject({
      policies: [
        { policy: { name: 'b' }, perSecond: 500 },
        { policy: { name: 'a' }, perSecond: 333 },
        { policy: { name: 'c' }, perSecond: 333 },
      ],
    });
  });

  test('may repeat itself by anchors, aliases and merge keys', () => {
    const text = `
.common: &common { type: latency }
policies:
  - &slow { name: slow, type: latency, latency: &limits { threshold_ms: 5000 } }
  - { name: slower, type: latency, latency: { <<: *limits, upper_threshold_ms: 9000 } }
  - { <<: *slow, name: again }
`.replace(/^\.common.*\n/m, '');
    expect(policies(text)).toEqual([
      { name: 'slow', type: 'latency', thresholdMs: 5000 },
      { name: 'slower', type: 'latency', thresholdMs: 5000, upperThresholdMs: 9000 },
      { name: 'again', type: 'latency', thresholdMs: 5000 },
    ]);
  });

  test('has numbers as Go writes them, of 64 bits where the Collector has them', () => {
    expect(policy('type: span_count, span_count: { min_spans: 1_000 }')).toMatchObject({ min: 1000 });
    expect(
      policy('type: numeric_attribute, numeric_attribute: { key: k, min_value: -9223372036854775808, max_value: +7 }'),
    ).toMatchObject({ min: -(2n ** 63n), max: 7n });
  });

  test('has regular expressions of Go, and dollar signs as the Collector writes them', () => {
    expect(
      policy(
        "type: string_attribute, string_attribute: { key: k, values: ['(?i)^/health$$', '\\Qa.b\\E'], " +
          'enabled_regex_matching: true, cache_max_size: 10 }',
      ),
    ).toMatchObject({ values: ['(?i)^/health$', '\\Qa.b\\E'], isRegex: true, cacheSize: 10 });
  });
});

describe('policies of our own', () => {
  test.each([
    ['type: link', { direction: 'causes' }],
    ['type: link, link: { relation: retry_of }', { direction: 'causes', relations: ['retry_of'] }],
    ['type: link, link: { relation: [a, ""], direction: effects }', { direction: 'effects', relations: ['a', ''] }],
    [
      'type: link, link: { direction: both, attribute: { key: queue, values: [orders] } }',
      { direction: 'both', attribute: { key: 'queue', values: ['orders'], isRegex: false, cacheSize: 128 } },
    ],
    ['type: workflow', { outcomes: ['failed', 'resumed', 'dead_lettered', 'compensated'] }],
    [
      'type: workflow, workflow: { outcomes: [failed], workflows: [loan] }',
      { outcomes: ['failed'], workflows: ['loan'] },
    ],
  ])('reads %s', (text, expected) => {
    expect(policy(text)).toMatchObject(expected);
  });

  test('stand within and, not, drop and composite, too', () => {
    expect(
      policy(
        'type: and, and: { and_sub_policy: [{ name: l, type: link }, ' +
          '{ name: n, type: not, not: { not_sub_policy: { name: w, type: workflow } } }] }',
      ),
    ).toMatchObject({ policies: [{ type: 'link' }, { type: 'not', policy: { type: 'workflow' } }] });
  });
});

describe('a mistake', () => {
  const one = (text: string): string => `policies:\n  - name: one\n    ${text.replaceAll('\n', '\n    ')}\n`;

  test.each([
    // misspelt names
    ['polices: []', '1:1: "polices" is no field of the file. Did you mean "policies"?'],
    [
      'decision_wait: 1s\ndecisionwait: 1s',
      '2:1: "decisionwait" is no field of the file. Did you mean "decision_wait"?',
    ],
    [
      'processors: { tail_sampling: { decison_wait: 1s } }',
      '1:32: "decison_wait" is no field of tail_sampling. Did you mean "decision_wait"?',
    ],
    [one('type: latncy'), '3:11: there is no policy of type "latncy". Did you mean "latency"?'],
    [one('type: statusCode'), '3:11: there is no policy of type "statusCode". Did you mean "status_code"?'],
    [one('typ: latency'), '2:5: policies[0] has no type.'],
    [
      one('type: latency\nlatncy: { threshold_ms: 1 }'),
      '4:5: "latncy" is no field of policy "one". Did you mean "latency"?',
    ],
    [
      one('type: latency\nlatency: { treshold_ms: 5 }'),
      '4:16: "treshold_ms" is no field of latency. Did you mean "threshold_ms"?',
    ],
    [
      one('type: status_code\nstatus_code: { status_codes: [ERORR] }'),
      '4:35: status_codes[0] must not be "ERORR". Did you mean "ERROR"?',
    ],
    [
      'follow: { cause: all }\npolicies: [{ name: a, type: trace_flags }]',
      '1:11: "cause" is no field of follow. Did you mean "causes"?',
    ],
    [
      'follow: { causes: al }\npolicies: [{ name: a, type: trace_flags }]',
      '1:19: causes must not be "al". Did you mean "all"?',
    ],
    [one('type: link\nlink: { direction: cause }'), '4:24: direction must not be "cause". Did you mean "causes"?'],
    // what is not supported
    [one('type: ottl_condition'), /3:11: ottl_condition is not supported: use string_attribute/],
    [
      one(
        'type: composite\n' +
          'composite: { max_total_spans_per_second: 1, composite_sub_policy: [{ name: a, type: drop }] }',
      ),
      /4:\d+: a policy of type drop cannot be part of composite_sub_policy\. There it may be always_sample, .*, and\./,
    ],
    [
      one('type: latency\nstatus_code: {}\nlatency: {}'),
      /4:5: policy "one" is of type latency, and does not read a sec/,
    ],
    // missing
    ['', '1:1: the file has no policies.'],
    ['policies: []', '1:11: policies is empty, and must have at least one item.'],
    ['policies: [{ type: latency }]', '1:12: policies[0] has no name.'],
    [
      one('type: latency'),
      /2:5: a policy of type latency needs a section latency with threshold_ms or upper_threshold/,
    ],
    [one('type: latency\nlatency:'), /latency needs threshold_ms or upper_threshold_ms\./],
    [one('type: string_attribute\nstring_attribute: { key: k }'), '4:23: string_attribute has no values.'],
    [
      one('type: drop\ndrop: { drop_sub_policy: [] }'),
      '4:30: drop_sub_policy is empty, and must have at least one item.',
    ],
    [
      'policies: [{ name: a, type: trace_flags }, { name: a, type: trace_flags }]',
      '1:44: there are two policies "a": give each its own name.',
    ],
    // of another type
    ['policies: 5', '1:11: policies must be a list, and is 5.'],
    ['[]', '1:1: the file must be a map of names and values, and is a list.'],
    [
      one('type: latency\nlatency: { threshold_ms: 5s }'),
      '4:30: threshold_ms must be a whole number, and is the text "5s".',
    ],
    [one('type: latency\nlatency: { threshold_ms: 1.5 }'), '4:30: threshold_ms must be a whole number, and is 1.5.'],
    [one('type: latency\nlatency: { threshold_ms: -1 }'), '4:30: threshold_ms must be at least 0, and is -1.'],
    [
      one('type: numeric_attribute\nnumeric_attribute: { key: k, min_value: 9223372036854775808 }'),
      /4:45: min_value must be a whole number, and is 9223372036854776000/,
    ],
    [
      one('type: numeric_attribute\nnumeric_attribute: { key: k, min_value: 9, max_value: 1 }'),
      '4:59: max_value is less than min_value, so that nothing matches.',
    ],
    [
      one('type: string_attribute\nstring_attribute: { key: http.status_code, values: [404] }'),
      '4:57: values[0] must be a text, and is 404: write it in quotes if it is meant as a text.',
    ],
    [
      one('type: boolean_attribute\nboolean_attribute: { key: k, value: yes }'),
      '4:41: value must be true or false, and is the text "yes".',
    ],
    [
      one("type: string_attribute\nstring_attribute: { key: k, values: ['a(b'], enabled_regex_matching: true }"),
      /4:42: this is no regular expression of Go \(RE2\): .*missing/,
    ],
    [
      one('type: probabilistic\nprobabilistic: { sampling_percentage: "${env:PERCENT}" }'),
      '4:43: sampling_percentage must be a number, 0 or more, and is the text "${env:PERCENT}".',
    ],
    [
      one('type: string_attribute\nstring_attribute: { key: "${KEY}", values: [a] }'),
      '4:30: key has a variable in it, ${…}, which is not replaced here: write its value.',
    ],
    // durations
    [
      'hold: 1d\npolicies: []',
      /1:7: hold must be a duration such as 30s, 10m or 24h .*a day is 24h\), and is the text "1d"/,
    ],
    ['hold: 30\npolicies: []', /1:7: hold must be a duration/],
    ['hold: 1s\npolicies: []', '1:7: hold must be from 1m to 8784h, and is the text "1s".'],
    ['hold: 1h\ndecision_wait: 2h\npolicies: []', '2:16: decision_wait must be from 0ms to 1h, and is the text "2h".'],
    // no YAML, or too much of it
    ['policies: [', /^keep\.yaml:1:12: this is no YAML: [^\n]+$/],
    ['a: 1\na: 2', /2:1: this is no YAML: Map keys must be unique$/],
    ['a: 1\n---\nb: 2', /this is no YAML: .*multiple documents/],
    ['policies: !!js/function "x"', /1:11: this is no YAML: Unresolved tag/],
    ['policies: *none', /1:11: .*none/],
    ['? [a, b]\n: 1\npolicies: []', '1:3: the file has a name in it that is no text.'],
    ['tail_sampling: {}\ntail_sampling/b: {}', '2:1: there are several processors of tail_sampling: leave one.'],
    ['hold: 1h\ntail_sampling: { hold: 2h }', '2:18: there is a second hold: leave one.'],
  ])('in %j is refused with its place', (text, expected) => {
    const message = refusal(text);
    if (expected instanceof RegExp) expect(message).toMatch(expected);
    else expect(message).toBe(`keep.yaml:${expected}`);
  });
});

describe('a file that is made to hurt', () => {
  test('stands for billions of values by aliases, and is refused', () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const item = level === 0 ? '{ name: a, type: trace_flags }' : `*l${level - 1}`;
      return `- &l${level} [${Array(10).fill(item).join(', ')}]`;
    });
    expect(refusal(`policies:\n${levels.join('\n')}\n`)).toMatch(/^keep\.yaml:\d+:\d+: /);
    expect(
      refusal(
        'policies:\n- &a { name: a, type: and, and: { and_sub_policy: [' +
          `${Array(3000).fill('{ name: b, type: trace_flags }').join(', ')}] } }\n${'- *a\n'.repeat(50)}`,
      ),
    ).toMatch(/there are two policies "b"|more than 20000 values/);
  });

  test('contains itself by an alias, and is refused', () => {
    expect(refusal('policies: &a [{ name: x, type: and, and: { and_sub_policy: *a } }]')).toMatch(/^keep\.yaml:1:/);
  });

  test.each([
    ['nests a hundred thousand levels deep', `policies: ${'['.repeat(100_000)}`],
    ['is a megabyte long', `# ${'x'.repeat(1024 * 1024)}\npolicies: []`],
    ['has names of any kind', 'policies: []\n__proto__: { hold: 1h }\nconstructor: 1\n'],
  ])('%s, and is refused', (_, text) => {
    expect(refusal(text)).toMatch(/^keep\.yaml:\d+:\d+: /);
  });

  test('is refused with a place, or read, whatever its text', () => {
    const word = fc.constantFrom(
      ...'policies name type latency threshold_ms follow hold 1h ERROR and and_sub_policy *a &a << 5 [] {} null'.split(
        ' ',
      ),
    );
    const line = fc
      .tuple(fc.nat(3), fc.boolean(), word, word)
      .map(([depth, isItem, key, value]) => `${'  '.repeat(depth)}${isItem ? '- ' : ''}${key}: ${value}`);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(line).map((lines) => lines.join('\n')),
        ),
        (text) => {
          try {
            read(text);
          } catch (error) {
            expect(error).toBeInstanceOf(FileError);
          }
        },
      ),
    );
  });
});

describe('durations', () => {
  test.each([
    ['0', 0],
    ['0s', 0],
    ['+5s', 5000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['.5s', 500],
    ['5.s', 5000],
    ['250ms', 250],
    ['1h2m3s4ms', 3_723_004],
    ['3µs', 0.003],
    ['3us2ns', 0.003_002],
  ])('%s is read as Go reads it', (text, milliseconds) => {
    expect(parseDuration(text)).toBeCloseTo(milliseconds, 9);
  });

  test.each(['', '5', '-5s', '1d', '1 h', 's', '1.5.5s', '5S', 'h5', '.s', '1e3s'])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  test('are written as they are read', () => {
    fc.assert(
      fc.property(fc.nat(10 ** 9), (milliseconds) => {
        expect(parseDuration(formatDuration(milliseconds))).toBeCloseTo(milliseconds, 6);
      }),
    );
  });
});

describe('the nearest word', () => {
  test.each([
    ['tresholdms', 'threshold_ms'],
    ['thershold_ms', 'threshold_ms'],
    ['Threshold-Ms', 'threshold_ms'],
    ['thresholdMs', 'threshold_ms'],
    ['key', 'key'],
    ['completely', undefined],
  ])('to %s is %s', (word, nearest) => {
    expect(nearestWord(word, ['key', 'upper_threshold_ms', 'threshold_ms'])).toBe(nearest);
  });
});

test('Rules are told apart by their policies, large numbers in them included, and by nothing else', () => {
  const numberOf = (min: string, more = ''): bigint =>
    rulesNumber(
      read(
        `${more}\npolicies: [{ name: n, type: numeric_attribute, numeric_attribute: { key: k, min_value: ${min} } }]`,
      ).rules,
    );
  const number = numberOf('9007199254740993');
  expect(numberOf('9007199254740993', 'hold: 5h')).toBe(number);
  expect(numberOf('9007199254740992')).not.toBe(number);
});
