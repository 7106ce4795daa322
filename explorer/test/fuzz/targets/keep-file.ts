/** The file that says what is kept: rules, or the place and reason of a mistake. */
import { strictEqual } from 'node:assert';
import type { FuzzTarget } from '../../../../test/fuzz/fuzz-target';
import { checkSentence } from '../../../../test/fuzz/sentence';
import { formatDuration, parseDuration } from '../../../server/keep/rules/go-duration.js';
import { FileError, readKeepFile } from '../../../server/keep/rules/read-keep-file.js';

const SEEDS = [
  'policies:\n  - {name: errors, type: status_code, status_code: {status_codes: [ERROR]}}\n',
  `hold: 24h\ndecision_wait: 30s\nfollow: {causes: all, effects: 3, relations: [retry_of], most_traces: 10}
policies:
  - name: slow
    type: latency
    latency: {threshold_ms: 500}
  - name: few
    type: probabilistic
    probabilistic: {sampling_percentage: 10}
  - name: both
    type: and
    and: {and_sub_policy: [{name: a, type: always_sample}, {name: b, type: string_attribute,
      string_attribute: {key: k, values: ['a.*'], enabled_regex_matching: true}}]}
`,
  'processors:\n  tail_sampling/a:\n    num_traces: 100\n    policies: &p [{name: n, type: always_sample}]\n',
  '"1h30m"',
];

export const target: FuzzTarget = {
  seeds: SEEDS,
  words: [
    ...['numeric_attribute', 'rate_limiting', 'span_count', 'trace_state', 'boolean_attribute', 'ottl_condition'],
    ...['composite', 'drop', 'not', 'links', 'type: ', 'name: ', '\n  - ', ': {', '}', '[', ']', '&a ', '*a', '<<: '],
    ...['!!binary ', '? ', '|\n', '>-\n', '%YAML 1.2\n---\n', '__proto__: ', '.inf', '1e3', '0x10', '~', '"'],
  ],
  longest: 400,
  // the parser of YAML is among them
  stepsPerByte: 3_000,
  run: (input) => {
    const text = input.toString();
    const milliseconds = parseDuration(text);
    if (milliseconds !== undefined) {
      strictEqual(milliseconds >= 0, true, 'a negative duration');
      if (Number.isSafeInteger(milliseconds)) strictEqual(parseDuration(formatDuration(milliseconds)), milliseconds);
    }
    try {
      const { rules, notices } = readKeepFile(text, 'keep.yaml');
      strictEqual(rules.policies.length > 0, true);
      strictEqual(rules.hold >= 60_000 && rules.decisionWait <= rules.hold, true);
      return [rules, notices, milliseconds];
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      checkSentence(error.message, text);
      return error.message;
    }
  },
};
