/** The whole check, in the order in which a mistake is cheapest to find. */
import { spawn } from 'node:child_process';
import buildCommand from '../../explorer/test/build.mjs';
import { installKafka } from '../kafka.cjs';
import { findNewerNode, installNodes } from '../other-nodes.cjs';
import { installServers } from '../servers.cjs';
import { printMissing } from './missing.mjs';

// what a test that failed left open would keep Jest from ending, and all that follows from running
const JEST = ['--ci', '--forceExit'];

/** Runs everything that CI runs. */
export async function runAll(tally) {
  installServers();
  installKafka();
  // for minutes, beside all that follows; the suites that need it come last, and wait
  for (const tool of ['tools/temporal.cjs', 'tools/temporal-workers.cjs']) {
    spawn(process.execPath, [tool], { stdio: ['ignore', 'inherit', 'inherit'] });
  }
  installNodes();
  // most of what follows keeps one core busy
  const released = tally.checkBeside('release, but for publishing', process.execPath, [
    'tools/release.mjs',
    '--dry-run',
  ]);
  const documented = tally.checkBeside('site of the docs', process.execPath, [
    ...['--import', 'tsx'],
    'tools/docs.mjs',
    'build',
  ]);
  check(tally);
  await released();
  await documented();
  // of which the tests below have a row
  if (process.env.CI) tally.reported('matrix of the conformance suite', process.execPath, ['tools/matrix.cjs']);
  // once, for both parts; the engine lives in the process, which a worker of Jest's is not made for
  buildCommand();
  await tally.jestParts('tests of the explorer', 2, [...JEST, '--runInBand', '--config', 'explorer/jest.config.mjs']);
  // these wait for servers and processes, so that all cores can be used
  tally.jest('tests and samples', [...JEST, '--maxWorkers=100%']);
  tally.jest('what needs a newer Node', [...JEST, '--selectProjects', 'newer-node'], findNewerNode());
  printMissing();
}

function check(tally) {
  const types = (name, project) => tally.check(`types of ${name}`, 'tsc', ['-p', project]);
  tally.check('build', 'node', ['tools/build.mjs']);
  types('the package', '.');
  types('the tests, standard decorators', 'test/tsconfig.standard.json');
  types('the tests, legacy decorators', 'test/tsconfig.legacy.json');
  types('the samples', 'samples');
  tally.check('build of the explorer', 'node', ['explorer/tools/build.mjs']);
  for (const project of ['explorer/tsconfig.test.json', 'explorer/page', 'explorer/test/page']) types(project, project);
  tally.check('format', 'prettier', ['--check', '.']);
  tally.check('lint', 'eslint', ['.']);
  const rooms = (name, config, folders) => tally.check(name, 'depcruise', ['--config', config, ...folders]);
  rooms('direction of imports', 'tools/dependency-cruiser.cjs', ['index.ts', 'lib', 'decorators', 'integrations']);
  rooms('rooms of the explorer', 'tools/dependency-cruiser.explorer.cjs', [
    'explorer/api',
    'explorer/server',
    'explorer/page',
  ]);
  tally.check('dispatch of messages', 'node', ['--import', 'tsx', 'tools/generate-message-dispatch.mjs', '--check']);
  tally.check('package', 'node', ['tools/check-package.mjs']);
  tally.check('public surface', 'node', ['tools/api-report.mjs', '--check']);
}
