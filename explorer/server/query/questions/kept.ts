/** `kept`: what becomes of a trace where the explorer holds all traces, and forwards some. */
import type { KeptAnswer, KeptStory } from '../../../api/answers.js';
import type { AskedOf } from '../../../api/questions.js';
import { isOfTrace } from '../../store/index-ids.js';
import { DELETED_THROUGH } from '../../store/keep-schema.js';
import type { StoreReader } from '../../store/store-reader.js';
import { completeness } from '../completeness.js';

const MAX_STORIES = 100;

interface StoryRow extends Omit<KeptStory, 'policies' | 'role'> {
  readonly role: 'seed' | 'cause' | 'effect';
  /** One a line. */
  readonly policies: string;
}

interface HeldRow {
  readonly spans: number;
  /** When the last of them came, in milliseconds. */
  readonly last: number;
  /** 1 if nothing came since all was decided. */
  readonly isDecided: number;
}

interface GoneRow {
  /** When the last span came, and when something that came then was deleted before its time; 0 if none was. */
  readonly last: number;
  readonly deleted: number;
}

export async function answerKept(reader: StoreReader, { trace }: AskedOf<'kept'>): Promise<KeptAnswer> {
  const { held } = reader;
  if (held === undefined) return { traceId: trace, state: 'off', stories: [], heldSpans: 0, ...completeness([]) };
  const { names, hold } = held;
  const [stories, [fragments]] = await Promise.all([
    reader.rows<StoryRow>(
      `SELECT lower(hex(Seed)) AS keptFor, Role AS role, Policies AS policies, Hops AS hops,
  1000 * toUnixTimestamp64Milli(Decided) AS decided
FROM (SELECT * FROM ${names.kept} WHERE ${isOfTrace('trace')} ORDER BY Place DESC LIMIT 1 BY Seed)
ORDER BY Role = 'seed' DESC, Place LIMIT ${MAX_STORIES + 1}`,
      { trace },
    ),
    reader.rows<HeldRow>(
      `SELECT sum(Spans) AS spans, toUnixTimestamp64Milli(max(Received)) AS last,
  last < (SELECT max(Value) FROM ${names.progress} WHERE Name = 'decided') AS isDecided
FROM (SELECT Spans, Received FROM ${names.fragments} WHERE ${isOfTrace('trace')} AND Spans > 0 LIMIT 1 BY Id)`,
      { trace },
    ),
  ]);
  const { spans, last, isDecided } = fragments ?? { spans: 0, last: 0, isDecided: 0 };
  const gone = spans === 0 ? await readGone(reader, trace, names, hold) : undefined;
  const undecided = spans === 0 ? 'not_held' : isDecided === 1 ? 'not_kept' : 'undecided';
  return {
    traceId: trace,
    state: stories.length > 0 ? 'kept' : undecided,
    stories: stories.slice(0, MAX_STORIES).map(({ role, policies, ...story }) => ({
      ...story,
      role: role === 'seed' ? 'policy' : role,
      policies: policies.split('\n').filter((policy) => policy !== ''),
    })),
    heldSpans: spans,
    ...(spans > 0 && { goneAt: (last + hold) * 1000 }),
    ...(gone !== undefined && { goneAt: gone * 1000 }),
    ...completeness([stories.length > MAX_STORIES && 'rows']),
  };
}

/** Finds when the bytes of a trace were deleted, in milliseconds; undefined if none came, or that is not known. */
async function readGone(
  reader: StoreReader,
  trace: string,
  { progress }: NonNullable<StoreReader['held']>['names'],
  hold: number,
): Promise<number | undefined> {
  const lastSql = `SELECT toUnixTimestamp64Milli(max(Received)) FROM ${reader.tables.index}
  WHERE ${isOfTrace('trace')} AND Entry = 'span'`;
  const [row] = await reader.rows<GoneRow>(
    `SELECT (${lastSql}) AS last, toUnixTimestamp64Milli(min(Saved)) AS deleted FROM ${progress}
WHERE startsWith(Name, '${DELETED_THROUGH}') AND Value >= (${lastSql})`,
    { trace },
  );
  const { last, deleted } = row ?? { last: 0, deleted: 0 };
  if (last <= 0) return undefined;
  if (deleted > 0) return deleted;
  return last + hold <= Date.now() ? last + hold : undefined;
}
