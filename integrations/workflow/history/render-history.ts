/** A run as a tree for a terminal. */
import { groupBy } from '../../../lib/render/group-by.js';
import { printable } from '../../../lib/render/printable.js';
import type { PastAttempt, RunHistory } from './history.js';

const MARKS = { completed: '✓', failed: '✗', running: '…' } as const;

/** Milliseconds, the largest unit first. */
const UNITS: readonly (readonly [size: number, name: string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
];

/** Characters of a name or an error that are shown. */
const TEXT_LIMIT = 100;

/**
 * Writes a run as a tree: its stages in the order in which they began, the attempts at each, how long they took, after
 * which wait they began, how they failed, and why they were made.
 *
 * @example
 * console.log(renderHistory(await historyOf('loan-application', '7')));
 * // loan-application 7
 * // ├─ submit  ✓ 12 ms
 * // └─ underwrite
 * //    ├─ 1  ✗ 30 ms, after 2.0 h: bureau is down
 * //    │     ← previous: submit
 * //    └─ 2  ✓ 28 ms, after 30.0 s
 * //          ← retry_of: underwrite 1
 */
export function renderHistory({ workflow, run, attempts }: RunHistory): string {
  const stages = groupBy(attempts, keyOf);
  const endings = endingsBefore(attempts);
  const nameOf = (attempt: PastAttempt): string =>
    (stages.get(keyOf(attempt))?.length ?? 0) > 1 ? `${titleOf(attempt)} ${attempt.attempt}` : titleOf(attempt);
  const describe = (attempt: PastAttempt): string[] => [
    endingOf(attempt, endings.get(attempt)),
    ...attempt.links.map(
      ({ relation, attempt: cause, context }) =>
        `   ← ${short(relation)}: ${cause === undefined ? `trace ${context.traceId.slice(0, 8)}` : nameOf(cause)}`,
    ),
  ];
  const trees = [...stages.values()].map((tries) => {
    const title = titleOf(tries[0] as PastAttempt);
    const [first = '', ...reasons] = tries.length === 1 ? tries.flatMap(describe) : [];
    if (first !== '') return [`${title}  ${first}`, ...reasons];
    return [
      title,
      ...branches(
        tries.map((attempt) => describe(attempt).map((line, at) => (at === 0 ? `${attempt.attempt}  ${line}` : line))),
      ),
    ];
  });
  return [`${short(workflow)} ${short(run)}`, ...branches(trees)].join('\n');
}

/** Trees below one node, of one line or several each. */
function branches(trees: readonly (readonly string[])[]): string[] {
  return trees.flatMap((lines, at) => {
    const isLast = at === trees.length - 1;
    return lines.map((line, row) => `${row > 0 ? (isLast ? '   ' : '│  ') : isLast ? '└─ ' : '├─ '}${line}`);
  });
}

/** By when the last of all earlier attempts had ended; none for the first. */
function endingsBefore(attempts: readonly PastAttempt[]): Map<PastAttempt, number> {
  const endings = new Map<PastAttempt, number>();
  let last = -Infinity;
  for (const attempt of [...attempts].sort((one, other) => one.sequence - other.sequence)) {
    if (last > -Infinity) endings.set(attempt, last);
    last = Math.max(last, attempt.endedAt ?? attempt.startedAt);
  }
  return endings;
}

function endingOf({ status, startedAt, endedAt, error }: PastAttempt, before = startedAt): string {
  const took = endedAt === undefined ? 'not ended' : duration(endedAt - startedAt);
  const waited = startedAt - before;
  return `${MARKS[status]} ${took}${waited >= 1_000 ? `, after ${duration(waited)}` : ''}${error === undefined ? '' : `: ${short(error)}`}`;
}

function keyOf({ stage, item }: PastAttempt): string {
  return JSON.stringify([stage, item]);
}

function titleOf({ stage, item }: PastAttempt): string {
  return item === '' ? short(stage) : `${short(stage)} (${short(item)})`;
}

/** By whole characters; cut before it is cleaned, which takes time. */
function short(text: string): string {
  return printable([...text.slice(0, 2 * TEXT_LIMIT)].slice(0, TEXT_LIMIT).join(''));
}

function duration(milliseconds: number): string {
  const unit = UNITS.find(([size]) => milliseconds >= size);
  return unit === undefined
    ? `${Math.max(0, Math.round(milliseconds))} ms`
    : `${(milliseconds / unit[0]).toFixed(1)} ${unit[1]}`;
}
