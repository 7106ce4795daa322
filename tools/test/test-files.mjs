/** The test files of this repository, by the suite that runs them. */
import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { findNewerNode } from '../other-nodes.cjs';

/** The suites: what Jest is given, and the folder that only theirs are in. */
const SUITES = [
  {
    name: 'what needs a newer Node',
    folder: 'test/newer-node/',
    args: ['--selectProjects', 'newer-node'],
    node: findNewerNode(),
  },
  { name: 'tests and samples', folder: 'test/', args: [] },
  // the engine lives in the process, which a worker of Jest's is not made for
  {
    name: 'tests of the explorer',
    folder: 'explorer/test/',
    args: ['--runInBand', '--config', 'explorer/jest.config.mjs'],
  },
];

/** Tells that the command was written wrongly. */
export class UsageError extends Error {}

const SKIPPED = new Set(['node_modules', 'build', 'dist', '.cache']);

/**
 * Returns the suites, each with its files (`files`) and those among them that match a pattern (`matching`).
 *
 * @throws {UsageError} for a pattern that is no regular expression.
 */
export function selectTests(patterns) {
  const expressions = patterns.map(toExpression);
  const files = ['test', 'explorer/test'].flatMap(testsIn);
  return SUITES.map((suite) => {
    const own = files.filter((file) => SUITES.find(({ folder }) => file.startsWith(folder)) === suite);
    return { ...suite, files: own, matching: own.filter((file) => expressions.some((one) => one.test(file))) };
  });
}

function testsIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return testsIn(path);
    return entry.name.endsWith('.test.ts') ? [path] : [];
  });
}

/** Reads a pattern as Jest does: a regular expression in any case. The path of a test or its folder means just that. */
function toExpression(pattern) {
  const path = relative('.', pattern);
  const isPath = existsSync(path) && (path + sep).match(/^(explorer[\\/])?test[\\/]/);
  try {
    return isPath ? new RegExp(`^${path.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}`) : new RegExp(pattern, 'i');
  } catch ({ message }) {
    throw new UsageError(`${pattern} is no pattern: ${message}`);
  }
}
