/** Some of the tests alone, by patterns of their files. */
import { spawnSync } from 'node:child_process';
import { buildFor } from './builds.mjs';
import { printMissing } from './missing.mjs';
import { selectTests, UsageError } from './test-files.mjs';

/**
 * Runs the tests whose files match one of the patterns, with what they use built before.
 *
 * @param options More arguments for Jest, such as `-t NAME`.
 */
export function runSome(tally, patterns, options) {
  const suites = selectTests(patterns);
  const matching = suites.flatMap((suite) => suite.matching);
  if (matching.length === 0)
    throw new UsageError(`No test file matches ${patterns.join(' or ')}: write a part of its path, such as lib/links.`);
  if (!buildFor(tally, matching)) return;
  for (const { name, matching: files, args, node } of suites) {
    if (files.length > 0) tally.jest(name, [...args, '--runTestsByPath', ...files, ...options], node);
  }
  if (tally.skipped > 0) printMissing();
  const others = suites
    .map(({ name, files, matching: { length } }) => `${files.length - length} of ${files.length} files of "${name}"`)
    .join(', ');
  console.log(
    `\nleft out: ${others}; types, format, lint, and the checks of rooms and package. \`npm test\` runs all.`,
  );
}

/** Runs the tests again whenever a file that they use changes, until it is stopped: all, or those that match. */
export function watch(tally, patterns, options) {
  const suites = selectTests(patterns);
  const suite = suites.find(({ matching }) => matching.length > 0) ?? suites.find(({ args }) => args.length === 0);
  if (!buildFor(tally, suite.matching)) return;
  const left = suites.filter((other) => other !== suite && other.matching.length > 0).map(({ name }) => name);
  if (left.length > 0)
    console.log(`watching "${suite.name}" alone; patterns also match files of ${left.join(' and ')}`);
  const what = patterns.length === 0 ? ['--watch'] : ['--watchAll', '--testPathPatterns', ...patterns];
  const args = ['node_modules/jest/bin/jest.js', ...suite.args, ...what, ...options];
  process.exitCode = spawnSync(suite.node ?? process.execPath, args, { stdio: 'inherit' }).status ?? 1;
}
