/** The report of a soak, as Markdown. */
import { type Findings, heapBound } from './violations';
import type { SpanCounter } from './telemetry';

/** Formats what a soak did and found. */
export function report(findings: Findings, spans: SpanCounter, violations: readonly string[]): string {
  const { soaked, line, state, links } = findings;
  const tallies = [...soaked.tallies];
  const calls = tallies.reduce((sum, [, tally]) => sum + tally.calls, 0);
  const heap = soaked.heap.map(({ y }) => y);
  return [
    table(
      ['calls', 'number', 'a second'],
      [
        ...tallies.map(([kind, tally]) => [
          kind,
          whole(tally.calls),
          whole((tally.calls / tally.milliseconds) * 1_000),
        ]),
        ['all', whole(calls), whole(calls / soaked.seconds)],
      ],
    ),
    '',
    table(
      ['state of the process', 'entries', 'at most'],
      state.map(({ name, size, limit }) => [name, whole(size), limit === undefined ? '–' : whole(limit)]),
    ),
    '',
    `calls: ${whole(calls)} in ${whole(soaked.rounds)} rounds, ${whole(soaked.seconds)} s`,
    `heap: ${megabytes(Math.min(...heap))} to ${megabytes(Math.max(...heap))} MB in ${heap.length} samples; ` +
      `it grows by ${line.slope.toFixed(1)} ± ${line.error.toFixed(1)} bytes for each 1,000 calls, ` +
      `at most ${heapBound(soaked).toFixed(1)} are allowed`,
    `spans: ${whole(spans.started)} started, ${whole(spans.ended)} ended, ${whole(soaked.running)} run`,
    `links: ${whole(links.onSpans)} on these spans, ${whole(links.counted)} counted`,
    ...violations.map((violation) => `✗ ${violation}`),
    violations.length === 0 ? '✓ nothing leaks' : `${violations.length} violations`,
  ].join('\n');
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(2);
}

/** Formats a table, whose first column has words and the others numbers. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => {
    const padded = cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)));
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((width, at) => (at === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`));
  return [line(head), `|${rule.join('|')}|`, ...rows.map(line)].join('\n');
}
