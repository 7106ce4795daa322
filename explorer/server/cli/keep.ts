/** `keep --dry-run`: says what a keep file would keep of what is held. */
import { readFileSync } from 'node:fs';
import type { DryRunAnswer, StoryCounts, TraceAmount } from '../../api/dry-run.js';
import { dryRun } from '../keep/dry-run.js';
import { formatDuration } from '../keep/rules/go-duration.js';
import { readKeepFile } from '../keep/rules/read-keep-file.js';
import type { KeepRules } from '../keep/rules/keep-rules.js';
import { withStore } from './ask.js';
import type { CommandLine } from './options.js';
import { printableLine } from './printable.js';
import { messageOf } from './terminal.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

/** Prints it. Throws a {@link UsageError}, or the error of the store. */
export async function keep(commandLine: CommandLine, terminal: Terminal): Promise<void> {
  const { file, since } = commandLine.dryRun ?? { file: '', since: 0 };
  const { rules, notices } = readRules(file);
  for (const notice of notices) terminal.say(`${notice}\n`);
  const answer = await withStore(commandLine, (store) => dryRun(store, rules, Date.now() - since));
  terminal.out(describe(answer, file, since));
}

function readRules(file: string): { readonly rules: KeepRules; readonly notices: readonly string[] } {
  try {
    return readKeepFile(readFileSync(file, 'utf8'), file);
  } catch (error) {
    throw new UsageError(messageOf(error), { cause: error });
  }
}

function describe(answer: DryRunAnswer, file: string, since: number): string {
  const { held, kept, policies, causes, effects, withoutLinks, largest } = answer;
  const rows = [
    ['', 'traces', 'spans', 'bytes', ''],
    ['held', ...cells(held), ''],
    ['kept', ...cells(kept), share(kept, held)],
    ...policies.map(({ policy, ...amount }) => [
      `  by ${printableLine(policy)}`,
      ...cells(amount),
      share(amount, held),
    ]),
    ['  because it led to one of these', ...cells(causes), share(causes, held)],
    ['  because one of these led to it', ...cells(effects), share(effects, held)],
    ['the same without links', ...cells(withoutLinks), share(withoutLinks, held)],
  ];
  return `${printableLine(file)}, tried on what came in the last ${formatDuration(since)}:

${table(rows)}
Of ${held.stories} stories, ${stories(kept.stories)}; without links, ${stories(withoutLinks.stories)}.
${largestText(largest)}`;
}

const cells = ({ traces, spans, bytes }: TraceAmount): string[] => [`${traces}`, `${spans}`, `${bytes}`];

const share = (part: TraceAmount, whole: TraceAmount): string =>
  whole.spans === 0 ? '' : `${((100 * part.spans) / whole.spans).toFixed(1)} % of the spans`;

const stories = ({ whole, inPart }: StoryCounts): string => `${whole} would be kept whole and ${inPart} in part`;

function largestText(largest: DryRunAnswer['largest']): string {
  if (largest.length === 0) return '';
  const rows = largest.map(({ traceId, policy, traces }) => [traceId, `${traces}`, `kept by ${printableLine(policy)}`]);
  return `\nThe traces that take most others along:\n\n${table([['', 'traces', ''], ...rows])}`;
}

/** Aligns the first and the last cell of each row to the left, and the numbers between them to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const last = widths.length - 1;
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 || column === last ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `  ${line}\n`)
    .join('');
}
