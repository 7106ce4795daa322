/** Reads the section of a policy about a trace alone, such as `latency: { threshold_ms: 5000 }`. */
import type { TraceRule } from './keep-rules.js';
import type { Fields } from './read-text-match.js';
import { RULE_TYPES } from './rule-types.js';
import type { YamlValue } from './yaml-value.js';

export const TRACE_RULE_TYPES = Object.keys(RULE_TYPES) as readonly TraceRule['type'][];

export const isTraceRuleType = (type: string): type is TraceRule['type'] => Object.hasOwn(RULE_TYPES, type);

/**
 * Reads the section of a policy.
 *
 * @param section undefined if it has none
 * @throws a `FileError` that shows the mistake
 */
export function readTraceRule(type: TraceRule['type'], section: YamlValue | undefined, policy: YamlValue): TraceRule {
  const { fields: names, required = [], oneOf, read } = RULE_TYPES[type];
  const needed = [...required, ...(oneOf ? [oneOf.join(' or ')] : [])];
  if (section === undefined && needed.length > 0)
    throw policy.error(`a policy of type ${type} needs a section ${type} with ${needed.join(' and ')} in it.`);
  const fields: Fields = section?.fields(names) ?? new Map<string, YamlValue>();
  for (const name of required) if (!fields.has(name)) throw (section ?? policy).error(`${type} has no ${name}.`);
  if (oneOf && !oneOf.some((name) => fields.has(name)))
    throw (section ?? policy).error(`${type} needs ${oneOf.join(' or ')}.`);
  return read(fields);
}
