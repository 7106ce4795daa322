/** Reads the file that says what is kept: `spanlink-explorer --keep keep.yaml`. */
import type { FollowRules, KeepRules } from './keep-rules.js';
import { readRelations } from './read-link-rule.js';
import { readPolicies } from './read-policy.js';
import { parseYaml } from './yaml-value.js';
import type { YamlField, YamlValue } from './yaml-value.js';

export { FileError } from './yaml-source.js';

/** Rules, and what has to be said about the file. */
export interface KeepFile {
  readonly rules: KeepRules;
  /** A sentence about each part of the file that is not used. */
  readonly notices: readonly string[];
}

const HOUR = 3_600_000;
const DEFAULT_HOLD = 24 * HOUR;
const DEFAULT_DECISION_WAIT = 30_000;
const DEFAULT_MOST_TRACES = 10_000;
const MAX_TRACES = 1_000_000;

const FIELDS = ['hold', 'decision_wait', 'policies', 'follow', 'use_tracestate'];

/** Settings of the Collector's processor that are not used, and why not. */
const UNUSED: Readonly<Record<string, string>> = {
  num_traces: 'all traces are held on disk',
  expected_new_traces_per_sec: 'all traces are held on disk',
  block_on_overflow: 'all traces are held on disk',
  decision_cache: 'decisions are held on disk as long as traces are',
  tail_storage: 'all traces are held on disk',
  decision_wait_after_root_received: 'traces are decided decision_wait after their last span',
  sample_on_first_match: 'every policy is asked',
  sampling_strategy: 'traces are decided when they are whole',
  drop_pending_traces_on_shutdown: 'what is undecided is decided after the next start',
  maximum_trace_size_bytes: 'traces of any size are decided',
  num_shards: 'one process decides',
};

/** The other parts of a Collector's configuration, which may stay around its processor. */
const COLLECTOR_SECTIONS = ['receivers', 'exporters', 'extensions', 'connectors', 'service'];

/**
 * Reads the text of a keep file, or of a Collector's configuration.
 *
 * @param file its name, for messages
 * @throws a {@link FileError} with the place of the first mistake, its reason and the nearest right word
 */
export function readKeepFile(text: string, file: string): KeepFile {
  const top = parseYaml(text, file);
  const { fields, notices } = settingsOf(top);
  const policies = fields.get('policies');
  if (policies === undefined) throw top.error('the file has no policies.');
  const hold = fields.get('hold')?.duration(60_000, 366 * 24 * HOUR) ?? DEFAULT_HOLD;
  return {
    rules: {
      hold,
      decisionWait: fields.get('decision_wait')?.duration(0, hold) ?? Math.min(DEFAULT_DECISION_WAIT, hold),
      policies: readPolicies(policies),
      follow: readFollow(fields.get('follow')),
      usesTraceState: fields.get('use_tracestate')?.boolean() ?? false,
    },
    notices,
  };
}

/** Finds the settings: at the top, in `tail_sampling`, or in `processors: tail_sampling`. */
function settingsOf(top: YamlValue): { fields: ReadonlyMap<string, YamlValue>; notices: string[] } {
  const fields = new Map<string, YamlValue>();
  const notices: string[] = [];
  const add = (field: YamlField, owner: string): void => {
    const reason = Object.hasOwn(UNUSED, field.name) ? UNUSED[field.name] : undefined;
    if (reason !== undefined) return void notices.push(`${field.name} is not used: ${reason}.`);
    if (!FIELDS.includes(field.name)) throw field.unknown([...FIELDS, ...Object.keys(UNUSED)], owner);
    if (fields.has(field.name)) throw field.error(`there is a second ${field.name}: leave one.`);
    fields.set(field.name, field.value);
  };
  const processors: YamlField[] = [];
  for (const field of top.entries()) {
    if (isTailSampling(field.name)) processors.push(field);
    else if (field.name === 'processors') {
      const others = field.value.entries().filter(({ name }) => !isTailSampling(name));
      processors.push(...field.value.entries().filter(({ name }) => isTailSampling(name)));
      if (others.length > 0) notices.push(`processors are not used but tail_sampling: ${names(others)}.`);
    } else if (COLLECTOR_SECTIONS.includes(field.name)) notices.push(`${field.name} is not used here.`);
    else if (FIELDS.includes(field.name) || Object.hasOwn(UNUSED, field.name)) add(field, 'the file');
    else throw field.unknown([...FIELDS, 'tail_sampling', 'processors'], 'the file');
  }
  if (processors[1]) throw processors[1].error(`there are several processors of tail_sampling: leave one.`);
  for (const field of processors[0]?.value.entries() ?? []) add(field, 'tail_sampling');
  return { fields, notices };
}

const isTailSampling = (name: string): boolean => /^tail_sampling(?:\/.*)?$/.test(name);

const names = (fields: readonly YamlField[]): string => fields.map(({ name }) => name).join(', ');

function readFollow(value: YamlValue | undefined): FollowRules {
  const fields = value?.fields(['causes', 'effects', 'relations', 'most_traces']);
  const relations = fields?.get('relations');
  const isAll = relations === undefined || (!relations.isList && relations.text() === 'all');
  return {
    causes: readLinks(fields?.get('causes')),
    effects: readLinks(fields?.get('effects')),
    ...(!isAll && { relations: readRelations(relations) }),
    mostTraces: fields?.get('most_traces')?.integer(1, MAX_TRACES) ?? DEFAULT_MOST_TRACES,
  };
}

/** Reads how many links are followed: `all`, `none`, or a number. */
function readLinks(value: YamlValue | undefined): number {
  if (value === undefined) return Infinity;
  if (value.isNumber) return value.integer(0);
  return value.word(['all', 'none'] as const) === 'all' ? Infinity : 0;
}
