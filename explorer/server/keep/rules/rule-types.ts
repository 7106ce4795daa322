/** The types of policies about a trace alone, with the fields of their sections. */
import { ATTEMPT_OUTCOMES, STATUS_NAMES } from './keep-rules.js';
import type { TraceRule } from './keep-rules.js';
import { readLinkRule } from './read-link-rule.js';
import { readTextMatch, TEXT_FIELDS } from './read-text-match.js';
import type { Fields } from './read-text-match.js';

/** A type of policy: the fields of its section, those among them that it needs, and how they are read. */
interface RuleType {
  readonly fields: readonly string[];
  readonly required?: readonly string[];
  /** One of these is needed. */
  readonly oneOf?: readonly string[];
  readonly read: (fields: Fields) => TraceRule;
}

const DEFAULT_SALT = 'default-hash-seed';
const MAX_SPANS = 2_147_483_647;

export const RULE_TYPES: Readonly<Record<TraceRule['type'], RuleType>> = {
  always_sample: { fields: [], read: () => ({ type: 'always_sample' }) },
  latency: {
    fields: ['threshold_ms', 'upper_threshold_ms'],
    oneOf: ['threshold_ms', 'upper_threshold_ms'],
    read: (fields) => {
      const upper = fields.get('upper_threshold_ms')?.integer(0) ?? 0;
      return {
        type: 'latency',
        thresholdMs: fields.get('threshold_ms')?.integer(0) ?? 0,
        ...(upper > 0 && { upperThresholdMs: upper }),
      };
    },
  },
  numeric_attribute: {
    fields: ['key', 'min_value', 'max_value', 'invert_match'],
    required: ['key'],
    oneOf: ['min_value', 'max_value'],
    read: (fields) => {
      const [min, max] = [fields.get('min_value')?.int64(), fields.get('max_value')?.int64()];
      if (min !== undefined && max !== undefined && min > max)
        throw fields.get('max_value')?.error(`max_value is less than min_value, so that nothing matches.`);
      return {
        type: 'numeric_attribute',
        ...keyed(fields),
        ...(min !== undefined && { min }),
        ...(max !== undefined && { max }),
      };
    },
  },
  probabilistic: {
    fields: ['sampling_percentage', 'hash_salt'],
    required: ['sampling_percentage'],
    read: (fields) => ({
      type: 'probabilistic',
      percentage: fields.get('sampling_percentage')?.amount() ?? 0,
      salt: fields.get('hash_salt')?.text() || DEFAULT_SALT,
    }),
  },
  status_code: {
    fields: ['status_codes'],
    required: ['status_codes'],
    read: (fields) => ({
      type: 'status_code',
      codes:
        fields
          .get('status_codes')
          ?.filledList()
          .map((item) => item.word(STATUS_NAMES)) ?? [],
    }),
  },
  string_attribute: {
    fields: ['key', ...TEXT_FIELDS, 'invert_match'],
    required: ['key', 'values'],
    read: (fields) => ({ type: 'string_attribute', ...keyed(fields), ...readTextMatch(fields) }),
  },
  boolean_attribute: {
    fields: ['key', 'value', 'invert_match'],
    required: ['key', 'value'],
    read: (fields) => ({
      type: 'boolean_attribute',
      ...keyed(fields),
      value: fields.get('value')?.boolean() ?? false,
    }),
  },
  rate_limiting: {
    fields: ['spans_per_second', 'burst_capacity'],
    required: ['spans_per_second'],
    read: (fields) => ({ type: 'rate_limiting', ...readRate(fields, 'spans_per_second') }),
  },
  bytes_limiting: {
    fields: ['bytes_per_second', 'burst_capacity'],
    required: ['bytes_per_second'],
    read: (fields) => ({ type: 'bytes_limiting', ...readRate(fields, 'bytes_per_second') }),
  },
  span_count: {
    fields: ['min_spans', 'max_spans'],
    oneOf: ['min_spans', 'max_spans'],
    read: (fields) => {
      const max = fields.get('max_spans')?.integer(0, MAX_SPANS) ?? 0;
      const min = fields.get('min_spans')?.integer(0, MAX_SPANS) ?? 0;
      return { type: 'span_count', min, ...(max > 0 && { max }) };
    },
  },
  trace_state: {
    fields: ['key', 'values'],
    required: ['key', 'values'],
    read: (fields) => ({
      type: 'trace_state',
      key: fields.get('key')?.filledText() ?? '',
      values:
        fields
          .get('values')
          ?.filledList()
          .map((item) => item.text()) ?? [],
    }),
  },
  trace_flags: { fields: [], read: () => ({ type: 'trace_flags' }) },
  link: { fields: ['relation', 'direction', 'attribute'], read: readLinkRule },
  workflow: {
    fields: ['outcomes', 'workflows'],
    read: (fields) => {
      const workflows = fields
        .get('workflows')
        ?.filledList()
        .map((item) => item.filledText());
      return {
        type: 'workflow',
        outcomes:
          fields
            .get('outcomes')
            ?.filledList()
            .map((item) => item.word(ATTEMPT_OUTCOMES)) ?? ATTEMPT_OUTCOMES,
        ...(workflows && { workflows }),
      };
    },
  },
};

const keyed = (fields: Fields): { key: string; isInverted: boolean } => ({
  key: fields.get('key')?.filledText() ?? '',
  isInverted: fields.get('invert_match')?.boolean() ?? false,
});

function readRate(fields: Fields, name: string): { perSecond: number; burst: number } {
  const perSecond = fields.get(name)?.integer(0) ?? 0;
  return { perSecond, burst: fields.get('burst_capacity')?.integer(0) || 2 * perSecond };
}
