// Runs Stryker once over the files of a room, and returns its mutants as Stryker reports them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

const FOLDER = '.cache/mutate';
const STRYKER = 'node_modules/@stryker-mutator/core/bin/stryker.js';

/** The file of a room with its choice, its report or else. */
export const pathOf = (room, what) => join(FOLDER, `${room.replaceAll('/', '-')}.${what}.json`);

/** What no test of a pass reads, and what would be long to copy. */
const NOT_COPIED = ['.cache', 'dist', '/docs', '/test/nestjs', '/test/providers'];

/**
 * @param pass the tests and their decorator model
 * @param choice the sample that is taken, and the keys of the mutants that are left; all if undefined
 */
export function runPass({ name, files, budget, longest }, pass, choice, { concurrency = availableParallelism() } = {}) {
  mkdirSync(FOLDER, { recursive: true });
  const path = (what) => pathOf(name, what);
  writeFileSync(path('choice'), JSON.stringify(choice));
  const settings = {
    mutate: [files, '!**/*.d.ts'],
    testRunner: 'suites',
    coverageAnalysis: 'perTest',
    checkers: ['chosen'],
    plugins: ['chosen-checker.mjs', 'runner/suite-runner.mjs'].map((file) => join(process.cwd(), 'tools/mutate', file)),
    // the runner looks at no types
    disableTypeChecks: false,
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: path('report') },
    tempDirName: join(FOLDER, 'sandboxes'),
    ignorePatterns: name.startsWith('explorer/') ? NOT_COPIED : [...NOT_COPIED, '/explorer'],
    concurrency,
    // bounds, not measures: a machine may be busy
    timeoutMS: 3_000 + budget,
    dryRunTimeoutMinutes: 30,
    allowConsoleColors: false,
  };
  writeFileSync(path('settings'), JSON.stringify(settings, undefined, 2));
  const { status } = spawnSync(process.execPath, [STRYKER, 'run', path('settings')], {
    stdio: 'inherit',
    env: {
      ...process.env,
      SPANLINK_MUTATION_PASS: JSON.stringify({
        ...pass,
        budget,
        longest,
        cache: join(process.cwd(), FOLDER, 'compiled'),
      }),
      SPANLINK_MUTATION_CHOICE: join(process.cwd(), path('choice')),
    },
  });
  if (status !== 0) throw new Error(`Stryker ended with ${status} over ${name}: see what it says above`);
  return Object.entries(JSON.parse(readFileSync(path('report'), 'utf8')).files).flatMap(([file, { mutants, source }]) =>
    mutants.map((mutant) => ({ ...mutant, file, source })),
  );
}
