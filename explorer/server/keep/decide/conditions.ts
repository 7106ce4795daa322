/** Conditions: what a rule asks of each resource, span or link by itself. Each has a bit in the evidence of a trace. */
import { STATUS_NAMES } from '../rules/keep-rules.js';
import type { AttemptOutcome, LinkRule, TraceRule } from '../rules/keep-rules.js';
import type { Attributes, LinkFacts, SpanFacts } from './span-facts.js';
import { textMatcher } from './text-matcher.js';
import { traceStateValue } from './trace-state.js';

export interface Condition {
  /** The attributes that it reads, of resources and spans. */
  readonly keys: readonly string[];
  /** The attributes of links that it reads, beside those that name the relation; undefined if it reads no links. */
  readonly linkKeys?: readonly string[];
  readonly isMetByResource?: (attributes: Attributes) => boolean;
  readonly isMetBySpan?: (span: SpanFacts) => boolean;
  /** Asked of the trace that a link points to. */
  readonly isMetByLinkTo?: (link: LinkFacts) => boolean;
}

/** Returns the condition of a rule; undefined if it has none, and asks about a trace as a whole. */
export function conditionOf(rule: TraceRule): Condition | undefined {
  switch (rule.type) {
    case 'status_code': {
      const codes = rule.codes.map((name) => STATUS_NAMES.indexOf(name));
      return { keys: [], isMetBySpan: ({ statusCode }) => codes.includes(statusCode) };
    }
    case 'numeric_attribute': {
      const { key, min, max } = rule;
      return onAttribute(
        key,
        (value) =>
          typeof value === 'bigint' && (min === undefined || value >= min) && (max === undefined || value <= max),
      );
    }
    case 'boolean_attribute':
      return onAttribute(rule.key, (value) => value === rule.value);
    case 'string_attribute': {
      const matches = textMatcher(rule);
      return onAttribute(rule.key, (value, isOfSpan) =>
        // an empty text of a span is none
        typeof value === 'string' && !(isOfSpan && value === '') ? matches(value) : false,
      );
    }
    case 'trace_state': {
      // an entry of tracestate has at most 256 characters
      const values = new Set(rule.values.filter((value) => value !== '' && rule.key.length + value.length < 256));
      return { keys: [], isMetBySpan: ({ traceState }) => values.has(traceStateValue(traceState, rule.key) ?? '') };
    }
    case 'trace_flags':
      return { keys: [], isMetBySpan: ({ flags }) => (flags & 1) === 1 };
    case 'link':
      return onLink(rule);
    case 'workflow':
      return onAttempt(rule.outcomes, rule.workflows);
    default:
      return undefined;
  }
}

type ValueTest = (value: ReturnType<Attributes>, isOfSpan: boolean) => boolean;

const onAttribute = (key: string, test: ValueTest): Condition => ({
  keys: [key],
  isMetByResource: (attributes) => test(attributes(key), false),
  isMetBySpan: ({ attributes }) => test(attributes(key), true),
});

function onLink({ direction, relations, attribute }: LinkRule): Condition {
  const matches = attribute && textMatcher(attribute);
  const isMatch = (link: LinkFacts): boolean => {
    if (relations && !relations.includes(relationOf(link))) return false;
    if (!attribute || !matches) return true;
    const value = link.attributes(attribute.key);
    return value !== undefined && matches(String(value));
  };
  return {
    keys: [],
    linkKeys: attribute ? [attribute.key] : [],
    ...(direction !== 'effects' && { isMetBySpan: ({ links }) => links.some(isMatch) }),
    ...(direction !== 'causes' && { isMetByLinkTo: isMatch }),
  };
}

/** The attributes in which different libraries name the relation of a link: the first that it has counts. */
export const RELATION_KEYS = ['spanlink.relation', 'link.name', 'sentry.link.type', 'opentracing.ref_type'];

function relationOf({ attributes }: LinkFacts): string {
  for (const key of RELATION_KEYS) {
    const value = attributes(key);
    if (value !== undefined && value !== '') return String(value);
  }
  return '';
}

const WORKFLOW = 'spanlink.workflow.name';
const RUN = 'spanlink.workflow.run_id';
const ERROR = STATUS_NAMES.indexOf('ERROR');
const OUTCOME_RELATIONS: Readonly<Record<Exclude<AttemptOutcome, 'failed'>, string>> = {
  resumed: 'resumes',
  dead_lettered: 'dead_letter_of',
  compensated: 'compensates',
};

function onAttempt(outcomes: readonly AttemptOutcome[], workflows: readonly string[] | undefined): Condition {
  const relations = outcomes.flatMap((outcome) => (outcome === 'failed' ? [] : [OUTCOME_RELATIONS[outcome]]));
  const hasFailed = outcomes.includes('failed');
  return {
    keys: [WORKFLOW, RUN],
    linkKeys: [],
    isMetBySpan: ({ attributes, statusCode, links }) => {
      if (attributes(RUN) === undefined) return false;
      if (workflows && !workflows.includes(String(attributes(WORKFLOW)))) return false;
      return (hasFailed && statusCode === ERROR) || links.some((link) => relations.includes(relationOf(link)));
    },
  };
}
