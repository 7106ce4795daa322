// The whole check, in the order in which a mistake is cheapest to find; the last line sums up all suites.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import buildCommand from '../explorer/test/build.mjs';
import { findKafka, installKafka } from './kafka.cjs';
import { findNewerNode, findNode, installNodes, NODES } from './other-nodes.cjs';
import { installServers, missingServers } from './servers.cjs';
import { findTemporal } from './temporal.cjs';

const folder = mkdtempSync(join(tmpdir(), 'spanlink-test-'));
const report = join(folder, 'jest.json');
const total = { passed: 0, failed: 0, skipped: 0 };

/** Runs a command of a package; without counts of its own it is one check. */
const run = (name, command, args, counts) => runFile(name, 'npx', ['--no-install', command, ...args], counts);

const runFile = (name, file, args, counts = (ok) => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1 })) => {
  console.log(`\n── ${name}`);
  const { status } = spawnSync(file, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  count(status, counts(status === 0));
};

const count = (status, { passed = 0, failed = 0, skipped = 0 }) => {
  total.passed += passed;
  total.failed += status !== 0 && failed === 0 ? 1 : failed;
  total.skipped += skipped;
};

/** Runs parts of a suite side by side, each in a process of its own. */
const runParts = async (name, parts, args) => {
  console.log(`\n── ${name}, in ${parts} parts`);
  await Promise.all(
    Array.from({ length: parts }, async (_, index) => {
      const partReport = join(folder, `part-${index + 1}.json`);
      const shard = `--shard=${index + 1}/${parts}`;
      const child = spawn('npx', ['--no-install', 'jest', ...args, shard, '--json', '--outputFile', partReport], {
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      const [status] = await once(child, 'close');
      count(status, jestCounts(partReport));
    }),
  );
};

const jestCounts = (file = report) => {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests } = JSON.parse(
      readFileSync(file, 'utf8'),
    );
    rmSync(file);
    return {
      passed: numPassedTests,
      failed: numFailedTests + numRuntimeErrorTestSuites,
      skipped: numPendingTests + numTodoTests,
    };
  } catch {
    return { failed: 1 };
  }
};

installServers();
installKafka();
// for minutes, beside all that follows; the suites that need it come last, and wait
spawn(process.execPath, ['tools/temporal.cjs'], { stdio: ['ignore', 'inherit', 'inherit'] });
installNodes();
try {
  run('build', 'node', ['tools/build.mjs']);
  run('types of the package', 'tsc', ['-p', '.']);
  run('types of the tests, standard decorators', 'tsc', ['-p', 'test/tsconfig.standard.json']);
  run('types of the tests, legacy decorators', 'tsc', ['-p', 'test/tsconfig.legacy.json']);
  run('types of the samples', 'tsc', ['-p', 'samples']);
  run('build of the explorer', 'node', ['explorer/tools/build.mjs']);
  for (const project of ['explorer/tsconfig.test.json', 'explorer/page', 'explorer/test/page'])
    run(`types of ${project}`, 'tsc', ['-p', project]);
  run('format', 'prettier', ['--check', '.']);
  run('lint', 'eslint', ['.']);
  run('direction of imports', 'depcruise', [
    '--config',
    'tools/dependency-cruiser.cjs',
    'index.ts',
    'lib',
    'decorators',
    'integrations',
  ]);
  run('rooms of the explorer', 'depcruise', [
    '--config',
    'tools/dependency-cruiser.explorer.cjs',
    'explorer/api',
    'explorer/server',
    'explorer/page',
  ]);
  run('dispatch of messages', 'node', ['--import', 'tsx', 'tools/generate-message-dispatch.mjs', '--check']);
  run('package', 'node', ['tools/check-package.mjs']);
  // once, for both parts; the engine lives in the process, which a worker of Jest's is not made for
  buildCommand();
  await runParts('tests of the explorer', 2, ['--ci', '--runInBand', '--config', 'explorer/jest.config.mjs']);
  run('tests and samples', 'jest', ['--ci', '--json', '--outputFile', report], () => jestCounts());
  const newer = findNewerNode() ?? process.execPath;
  runFile(
    'what needs a newer Node',
    newer,
    ['node_modules/jest/bin/jest.js', '--ci', '--selectProjects', 'newer-node', '--json', '--outputFile', report],
    () => jestCounts(),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const temporal = findTemporal();
const missing = [
  ...missingServers(),
  ...(temporal === undefined ? ['Temporal'] : []),
  ...(temporal?.kind === 'java' ? ["Temporal's own server (headers of signals, schedules, cron, a worker in Go)"] : []),
  ...(findKafka() === undefined ? ['Kafka (from Maven, with Java)'] : []),
  ...(findNewerNode() === undefined ? ['node:sqlite and some providers'] : []),
  ...NODES.filter((version) => findNode(version) === undefined).map((version) => `Node ${version}`),
];
if (missing.length > 0) console.log(`\nskipped, as they are not installed: the suites of ${missing.join(', ')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 && !(process.env.CI && total.skipped > 0) ? 0 : 1;
