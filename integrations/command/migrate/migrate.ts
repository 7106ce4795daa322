/** `spanlink migrate`: the code of an application that uses another package becomes one that uses spanlink. */
import { readFileSync, writeFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { applyEdits } from './edits.js';
import type { CommandStreams } from '../streams.js';
import { findSources } from './find-sources.js';
import { loadTypeScript, type TypeScript } from './load-typescript.js';
import { migrateFile, type Migration, parse, usesOthers } from './migrate-file.js';
import { unifiedDiff } from './unified-diff.js';

const HELP = `Usage: spanlink migrate nestjs-otel [--dry-run] PATH…

Turns what the TypeScript files at and below the paths import from nestjs-otel into spanlink's: @Span with its options,
functions and onResult, @Traceable, and OpenTelemetryModule where nothing needs its metrics and services. Each use is
converted as a whole, or left as it is and named with the reason.

  --dry-run   change nothing, and print a diff

It reads code with the TypeScript of your project, of version 5 or 6. Format the code afterwards.

Exit codes: 0 done, 2 nothing could be read.
`;

/** A file with what becomes of it. */
interface Migrated extends Migration {
  readonly path: string;
  readonly text: string;
}

/** Runs the subcommand. @returns its exit code. */
export async function migrateCommand(
  args: readonly string[],
  streams: Pick<CommandStreams, 'out' | 'err'>,
): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    streams.out(HELP);
    return 0;
  }
  const isDryRun = args.includes('--dry-run');
  const [from, ...paths] = args.filter((argument) => argument !== '--dry-run');
  const option = paths.find((path) => path.startsWith('-'));
  if (from !== 'nestjs-otel' || paths.length === 0 || option !== undefined) {
    const expected = option === undefined ? 'expected nestjs-otel and paths' : `there is no option ${option}`;
    streams.err(`spanlink migrate: ${expected}.\n\n${HELP}`);
    return 2;
  }
  try {
    const files = migrateAll(await loadTypeScript(process.cwd()), findSources(paths));
    for (const { path, text, edits } of files) {
      if (edits.length === 0) continue;
      if (isDryRun) streams.out(unifiedDiff(relative('.', path).split(sep).join('/'), text, edits));
      else writeFileSync(path, applyEdits(text, edits));
    }
    // not among the lines of the diff
    summarize(files, isDryRun ? streams.err : streams.out);
    return 0;
  } catch (error) {
    streams.err(`spanlink migrate: ${(error as Error).message}\n`);
    return 2;
  }
}

function migrateAll(ts: TypeScript, paths: readonly string[]): Migrated[] {
  const files = paths
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
    // the others need not be parsed
    .filter(({ text }) => text.includes('nestjs-otel'))
    .map(({ path, text }) => ({ path, text, file: parse(ts, path, text) }));
  const needsModule = files.some(({ file }) => usesOthers(ts, file));
  return files.map(({ path, text, file }) => ({ path, text, ...migrateFile(ts, file, needsModule) }));
}

function summarize(files: readonly Migrated[], out: (text: string) => void): void {
  let [changed, left] = [0, 0];
  for (const file of files) {
    changed += file.changed;
    left += file.left.length;
    for (const { line, text, reason } of file.left)
      out(`${relative('.', file.path)}:${line}: left ${text}: ${reason}\n`);
  }
  const next =
    left === 0
      ? 'Next: npm install spanlink && npm uninstall nestjs-otel'
      : 'Next: npm install spanlink. What was left still needs nestjs-otel.';
  out(`${changed} converted in ${files.filter(({ edits }) => edits.length > 0).length} files, ${left} left.\n`);
  if (changed > 0 || left > 0) out(`${next}\n`);
}
