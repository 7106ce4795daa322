// A test runner of Stryker's that runs Jest's suites in one process: it has the project's modules compiled, and what is
// installed loaded, so that a suite costs the time of its tests. Jest starts each suite from nothing for each mutant.
import { globSync } from 'glob';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { determineHitLimitReached, toMutantRunResult } from '@stryker-mutator/api/test-runner';

const require = createRequire(import.meta.url);
const stryker = (globalThis.__stryker__ ??= {});
/** What stands between a suite and the name of one of its tests. */
const BETWEEN = ' › ';
const [PASSED, FAILED] = [0, 1];
/** The milliseconds of a test: one that fails by them in the dry run would fail those after it, too, as it goes on. */
const TIMEOUT = { dryRun: 120_000, ofMutant: 30_000 };

export class SuiteRunner {
  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    const root = process.cwd();
    const { settings, setup, tests, ignored, budget, longest, cache } = JSON.parse(process.env.SPANLINK_MUTATION_PASS);
    // the project's own copies of what is installed
    const { createLoader } = require(join(root, 'tools/mutate/runner/load-modules.cjs'));
    Object.assign(this, require(join(root, 'tools/mutate/runner/run-suite.cjs')));
    this.isEngineOpen = require(join(root, 'tools/mutate/runner/engine-connections.cjs')).isEngineOpen;
    this.load = createLoader(root, settings, cache);
    this.root = root;
    this.setup = setup;
    this.tests = tests;
    // a mutant that no test has found by then survives, which may wrong the tests, and bounds what survivors cost
    this.budget = budget;
    // a test that takes more of it is not run: it would be once for each mutant that no other finds
    this.longest = longest;
    this.learnt = join(cache, 'learnt.json');
    const patterns = tests.flatMap((path) => [`${path}/**/*.test.ts`, `${path}*.test.ts`]);
    this.suites = [...new Set(globSync(patterns, { cwd: root, ignore: ignored ?? [] }))].sort();
  }

  async dryRun() {
    stryker.activeMutant = undefined;
    stryker.mutantCoverage = { static: {}, perTest: {} };
    const tests = await this.#run(
      this.suites,
      () => () => true,
      () => false,
      TIMEOUT.dryRun,
    );
    const unfit = tests.filter(({ status, processorMs }) => status === FAILED || processorMs > this.longest);
    for (const { id, failureMessage } of unfit) console.log(`not run: ${id}: ${failureMessage ?? 'it takes long'}`);
    const fit = tests.filter((test) => !unfit.includes(test));
    writeFileSync(this.learnt, JSON.stringify({ costs: costsOf(fit), unfit: unfit.map(({ id }) => id) }));
    return { status: 'complete', tests: fit, mutantCoverage: stryker.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, disableBail }) {
    // Stryker asks again in a new process
    if (await this.isEngineOpen()) throw new Error('expected the mutants before to leave no engine open');
    stryker.activeMutant = activeMutant.id;
    stryker.hitLimit = hitLimit;
    stryker.hitCount = hitLimit === undefined ? undefined : 0;
    // what a test starts has the mutant, too
    process.env.__STRYKER_ACTIVE_MUTANT__ = activeMutant.id;
    try {
      const { costs, unfit } = JSON.parse(readFileSync(this.learnt, 'utf8'));
      const chosen = testFilter && new Set(testFilter);
      const suites = chosen ? [...new Set([...chosen].map(suiteOf))] : [...this.suites];
      // the tests that know the room best are named last, and run first
      const nearest = (suite) => this.tests.findLastIndex((path) => suite.startsWith(path));
      // a suite that takes much of the budget would keep the others from being run
      const isDear = (suite) => Number(costs[suite] > this.budget / 5);
      // one that has the name of the file is about it
      const named = `/${basename(activeMutant.fileName, '.ts')}.test.ts`;
      const isOther = (suite) => Number(!suite.endsWith(named));
      suites.sort(
        (one, other) =>
          isOther(one) - isOther(other) ||
          isDear(one) - isDear(other) ||
          nearest(other) - nearest(one) ||
          costs[one] - costs[other],
      );
      const isChosen = (suite) => (name) => {
        const id = suite + BETWEEN + name;
        return chosen === undefined ? !unfit.includes(id) : chosen.has(id);
      };
      const began = process.cpuUsage();
      const isOver = (hasFailed) => (hasFailed && !disableBail) || this.processorMs(began) > this.budget;
      const tests = await this.#run(suites, isChosen, isOver, TIMEOUT.ofMutant);
      const reached = determineHitLimitReached(stryker.hitCount, stryker.hitLimit);
      return reached ?? toMutantRunResult({ status: 'complete', tests });
    } finally {
      delete process.env.__STRYKER_ACTIVE_MUTANT__;
      stryker.activeMutant = undefined;
    }
  }

  async #run(suites, isChosenOf, isOver, timeout) {
    const tests = [];
    for (const suite of suites) {
      const onTest = (name) => (stryker.currentTestId = name === undefined ? undefined : suite + BETWEEN + name);
      // its setup has the modules that it has, as in Jest
      const load = (jest) => this.load([join(this.root, this.setup), join(this.root, suite)], jest);
      const isChosen = isChosenOf(suite);
      for (const { name, ms, processorMs, failure } of await this.runSuite(load, { isChosen, isOver, onTest, timeout }))
        tests.push({
          id: suite + BETWEEN + name,
          name: suite + BETWEEN + name,
          timeSpentMs: ms,
          processorMs,
          ...(failure === undefined ? { status: PASSED } : { status: FAILED, failureMessage: failure }),
        });
      if (isOver(tests.some(({ status }) => status === FAILED))) break;
    }
    return tests;
  }
}

const suiteOf = (id) => id.split(BETWEEN)[0];

/** The processor time that the tests of each suite take, in ms; other processes have it from a file. */
function costsOf(tests) {
  const costs = {};
  for (const { id, processorMs } of tests) costs[suiteOf(id)] = (costs[suiteOf(id)] ?? 1) + processorMs;
  return costs;
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'suites', SuiteRunner)];
