/** Edits as a diff that `git apply` and `patch` take. */
import { applyEdits, type Edit, inOrder } from './edits.js';

/** The unchanged lines around a change. */
const CONTEXT = 3;

/** Lines from `first` up to, and without, `last`; they become `lines`. */
interface Change {
  readonly first: number;
  readonly last: number;
  readonly lines: readonly string[];
}

/** Returns the unified diff of a file. */
export function unifiedDiff(path: string, text: string, edits: readonly Edit[]): string {
  const lines = toLines(text);
  let shift = 0;
  const hunks = groupNearby(toChanges(text, edits)).map((changes) => {
    const hunk = toHunk(lines, changes, shift);
    for (const { first, last, lines: added } of changes) shift += added.length - (last - first);
    return hunk;
  });
  return [`--- a/${path}\n`, `+++ b/${path}\n`, ...hunks].join('');
}

/** Returns the lines of a text, each with its end. */
function toLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function toChanges(text: string, edits: readonly Edit[]): Change[] {
  const ranges: { start: number; end: number }[] = [];
  for (const edit of inOrder(edits)) {
    const start = text.lastIndexOf('\n', edit.start - 1) + 1;
    const lineEnd = text.indexOf('\n', Math.max(edit.start, edit.end - 1));
    const end = lineEnd === -1 ? text.length : lineEnd + 1;
    const before = ranges.at(-1);
    if (before !== undefined && start < before.end) before.end = Math.max(before.end, end);
    else ranges.push({ start, end });
  }
  return ranges.map(({ start, end }) => ({
    first: toLines(text.slice(0, start)).length,
    last: toLines(text.slice(0, end)).length,
    lines: toLines(applyEdits(text, edits, start, end)),
  }));
}

/** Returns changes whose unchanged lines around them meet, together. */
function groupNearby(changes: readonly Change[]): Change[][] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const before = groups.at(-1)?.at(-1);
    if (before !== undefined && change.first - before.last <= 2 * CONTEXT) groups.at(-1)?.push(change);
    else groups.push([change]);
  }
  return groups;
}

function toHunk(lines: readonly string[], changes: readonly Change[], shift: number): string {
  const start = Math.max(0, (changes[0]?.first ?? 0) - CONTEXT);
  const end = Math.min(lines.length, (changes.at(-1)?.last ?? 0) + CONTEXT);
  const body: string[] = [];
  let at = start;
  let added = 0;
  const write = (sign: string, some: readonly string[]): void =>
    void body.push(...some.map((line) => sign + endOf(line)));
  for (const { first, last, lines: after } of changes) {
    write(' ', lines.slice(at, first));
    write('-', lines.slice(first, last));
    write('+', after);
    at = last;
    added += after.length - (last - first);
  }
  write(' ', lines.slice(at, end));
  const range = (from: number, length: number): string => `${length === 0 ? from : from + 1},${length}`;
  return `@@ -${range(start, end - start)} +${range(start + shift, end - start + added)} @@\n${body.join('')}`;
}

function endOf(line: string): string {
  return line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`;
}
