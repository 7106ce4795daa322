/** Reads policies as the Collector's tail_sampling processor writes them, and those of our own beside. */
import { suggest } from './nearest-word.js';
import type { AndRule, NotRule, Policy, SubPolicy, TraceRule } from './keep-rules.js';
import { isTraceRuleType, readTraceRule, TRACE_RULE_TYPES } from './read-trace-rule.js';
import type { YamlValue } from './yaml-value.js';

/** Types that the Collector has, and that are refused with a reason. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  ottl_condition:
    'ottl_condition is not supported: use string_attribute, numeric_attribute, boolean_attribute, and, not or link.',
};

/** The types of policies that combine others, with the types that may be part of them. */
const PARTS = {
  not: TRACE_RULE_TYPES,
  and: [...TRACE_RULE_TYPES, 'not'],
  drop: [...TRACE_RULE_TYPES, 'not'],
  composite: [...TRACE_RULE_TYPES, 'and'],
} as const;
const TYPES: readonly string[] = [...TRACE_RULE_TYPES, ...Object.keys(PARTS)];

/** Reads the list of policies. Throws a `FileError` that shows the mistake. */
export function readPolicies(list: YamlValue): Policy[] {
  return uniquelyNamed(list, (item) => readPolicy(item, TYPES, '') as Policy);
}

/**
 * Reads a policy.
 *
 * @param types those that it may have
 * @param owner the list that it is part of, if it is part of one
 */
function readPolicy(item: YamlValue, types: readonly string[], owner: string): Policy | SubPolicy<NotRule | AndRule> {
  const entries = item.entries();
  const named = new Map(entries.map((field) => [field.name, field.value]));
  const name = required(item, named, 'name').filledText();
  const type = readType(required(item, named, 'type'), types, owner);
  for (const field of entries) {
    if (['name', 'type', type].includes(field.name)) continue;
    if (TYPES.includes(field.name) || Object.hasOwn(UNSUPPORTED, field.name))
      throw field.error(`policy "${name}" is of type ${type}, and does not read a section ${field.name}.`);
    throw field.unknown(
      ['name', 'type', ...(['always_sample', 'trace_flags'].includes(type) ? [] : [type])],
      `policy "${name}"`,
    );
  }
  const section = named.get(type);
  if (isTraceRuleType(type)) return { name, ...readTraceRule(type, section, item) };
  if (section === undefined) throw item.error(`policy "${name}" is of type ${type}, and has no section ${type}.`);
  return { name, ...readCombinedRule(type as keyof typeof PARTS, section) } as Policy;
}

function readType(value: YamlValue, types: readonly string[], owner: string): string {
  const type = value.text();
  if (types.includes(type)) return type;
  const reason = UNSUPPORTED[type];
  if (reason !== undefined) throw value.error(reason);
  if (TYPES.includes(type))
    throw value.error(`a policy of type ${type} cannot be part of ${owner}. There it may be ${types.join(', ')}.`);
  throw value.error(`there is no policy of type "${type.slice(0, 80)}". ${suggest(type, types)}`);
}

function readCombinedRule(type: keyof typeof PARTS, section: YamlValue): object {
  const part = `${type}_sub_policy`;
  const subPolicies = <R>(list: YamlValue): SubPolicy<R>[] =>
    uniquelyNamed(list, (item) => readPolicy(item, PARTS[type], part) as unknown as SubPolicy<R>);
  if (type === 'composite') return readComposite(section, subPolicies);
  const fields = section.fields([part]);
  const parts = required(section, fields, part);
  return type === 'not'
    ? { type, policy: readPolicy(parts, PARTS.not, part) }
    : { type, policies: subPolicies<TraceRule | NotRule>(parts) };
}

function readComposite(section: YamlValue, subPolicies: (list: YamlValue) => SubPolicy<TraceRule | AndRule>[]): object {
  const fields = section.fields([
    'max_total_spans_per_second',
    'policy_order',
    'composite_sub_policy',
    'rate_allocation',
  ]);
  const maxSpansPerSecond = required(section, fields, 'max_total_spans_per_second').integer(1);
  const policies = subPolicies(required(section, fields, 'composite_sub_policy'));
  const names = policies.map(({ name }) => name);
  const order =
    fields
      .get('policy_order')
      ?.list()
      .map((item) => item.word(names)) ?? [];
  const percents = new Map(
    fields
      .get('rate_allocation')
      ?.list()
      .map((item) => readAllocation(item, names)),
  );
  // those that are not in the order come after those that are
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return {
    type: 'composite',
    maxSpansPerSecond,
    policies: [...policies]
      .sort((a, b) => place(a.name) - place(b.name))
      .map((policy) => ({
        policy,
        // without a percentage it is an equal share of all
        perSecond: Math.floor(
          (percents.get(policy.name) ?? 0) > 0
            ? ((percents.get(policy.name) ?? 0) / 100) * maxSpansPerSecond
            : maxSpansPerSecond / policies.length,
        ),
      })),
  };
}

function readAllocation(item: YamlValue, names: readonly string[]): [name: string, percent: number] {
  const fields = item.fields(['policy', 'percent']);
  return [required(item, fields, 'policy').word(names), fields.get('percent')?.integer(0, 100) ?? 0];
}

/** Reads the policies of a list, which has some, each with a name of its own. */
function uniquelyNamed<T extends { readonly name: string }>(list: YamlValue, read: (item: YamlValue) => T): T[] {
  const names = new Set<string>();
  return list.filledList().map((item) => {
    const policy = read(item);
    if (names.has(policy.name)) throw item.error(`there are two policies "${policy.name}": give each its own name.`);
    names.add(policy.name);
    return policy;
  });
}

function required(owner: YamlValue, fields: ReadonlyMap<string, YamlValue>, name: string): YamlValue {
  const value = fields.get(name);
  if (value === undefined) throw owner.error(`${owner.what} has no ${name}.`);
  return value;
}
