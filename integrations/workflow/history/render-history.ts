/** Draws a run as a tree for a terminal. */
import { groupBy } from '../../../lib/render/group-by.js';
import { printable } from '../../../lib/render/printable.js';
import type { PastAttempt, RunHistory } from './history.js';

const MARKS: Readonly<Record<string, string>> = { completed: '✓', failed: '✗', suspended: '‖', running: '…' };

/** Units of time with their milliseconds, the largest first. */
const UNITS: readonly (readonly [size: number, name: string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
];

/** Characters of a name or an error that are shown. */
const TEXT_LIMIT = 100;

/**
 * Renders a run as a tree: its stages in the order in which they began, and the attempts at each, with their durations,
 * the waits before them, their errors and their links.
 *
 * @example
 * ```ts
 * console.log(renderHistory(await historyOf('loan-application', '7')));
 * // loan-application 7
 * // ├─ submit  ✓ 12 ms
 * // └─ underwrite
 * //    ├─ 1  ✗ 30 ms, after 2.0 h: bureau is down
 * //    │     ← previous: submit
 * //    └─ 2  ✓ 28 ms, after 30.0 s
 * //          ← retry_of: underwrite 1
 * ```
 */
export function renderHistory({ workflow, run, attempts }: RunHistory): string {
  const heading = `${shorten(workflow)} ${shorten(run)}`;
  if (attempts.length === 0)
    return `${heading}\n└─ no attempt is known of this run: is its id right, and its workflow's name?`;
  const attemptsByItem = groupBy(attempts, itemKey);
  const previousEnds = findPreviousEnds(attempts);
  const name = (attempt: PastAttempt): string =>
    (attemptsByItem.get(itemKey(attempt))?.length ?? 0) > 1 ? `${title(attempt)} ${attempt.attempt}` : title(attempt);
  const describe = (attempt: PastAttempt): string[] => [
    renderOutcome(attempt, previousEnds.get(attempt)),
    ...attempt.links.map(
      ({ relation, attempt: cause, context }) =>
        `   ← ${shorten(relation)}: ${cause === undefined ? `trace ${context.traceId.slice(0, 8)}` : name(cause)}`,
    ),
  ];
  const trees = [...attemptsByItem.values()].map((tries) => {
    const stage = title(tries[0] as PastAttempt);
    const [first = '', ...links] = tries.length === 1 ? tries.flatMap(describe) : [];
    if (first !== '') return [`${stage}  ${first}`, ...links];
    const numbered = tries.map((attempt) =>
      describe(attempt).map((line, at) => (at === 0 ? `${attempt.attempt}  ${line}` : line)),
    );
    return [stage, ...drawBranches(numbered)];
  });
  return [heading, ...drawBranches(trees)].join('\n');
}

/** Draws trees, of one line or several each, as the branches of one node. */
function drawBranches(trees: readonly (readonly string[])[]): string[] {
  return trees.flatMap((lines, at) => {
    const isLast = at === trees.length - 1;
    return lines.map((line, row) => `${row > 0 ? (isLast ? '   ' : '│  ') : isLast ? '└─ ' : '├─ '}${line}`);
  });
}

/** Returns the time at which the last of all earlier attempts had ended; none for the first. */
function findPreviousEnds(attempts: readonly PastAttempt[]): Map<PastAttempt, number> {
  const ends = new Map<PastAttempt, number>();
  let last = -Infinity;
  for (const attempt of [...attempts].sort((one, other) => one.sequence - other.sequence)) {
    if (last > -Infinity) ends.set(attempt, last);
    last = Math.max(last, attempt.endedAt ?? attempt.startedAt);
  }
  return ends;
}

function renderOutcome({ status, startedAt, endedAt, error }: PastAttempt, previousEnd = startedAt): string {
  const took = endedAt === undefined ? 'not ended' : formatDuration(endedAt - startedAt);
  const waited = startedAt - previousEnd;
  const after = waited >= 1_000 ? `, after ${formatDuration(waited)}` : '';
  return `${MARKS[status] ?? '?'} ${took}${after}${error === undefined ? '' : `: ${shorten(error)}`}`;
}

function itemKey({ stage, item }: PastAttempt): string {
  return JSON.stringify([stage, item]);
}

function title({ stage, item }: PastAttempt): string {
  return item === '' ? shorten(stage) : `${shorten(stage)} (${shorten(item)})`;
}

/** Cuts by whole characters, and before control characters are replaced, which takes time. */
function shorten(text: string): string {
  return printable([...text.slice(0, 2 * TEXT_LIMIT)].slice(0, TEXT_LIMIT).join(''));
}

function formatDuration(milliseconds: number): string {
  const unit = UNITS.find(([size]) => milliseconds >= size);
  return unit === undefined
    ? `${Math.max(0, Math.round(milliseconds))} ms`
    : `${(milliseconds / unit[0]).toFixed(1)} ${unit[1]}`;
}
