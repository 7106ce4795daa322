// Runs a suite of tests in this process, with the parts that Jest is made of.
const { ModernFakeTimers } = require('@jest/fake-timers');
const { context, diag, metrics, propagation, trace } = require('@opentelemetry/api');
const { expect } = require('expect');
const circus = require('jest-circus');
const { ModuleMocker } = require('jest-mock');

// what Jest offers to suites as globals
const { afterAll, afterEach, beforeAll, beforeEach, describe, it, test } = circus;
Object.assign(globalThis, { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test });

let running;
circus.addEventHandler((event) => running?.handle(event));

/**
 * Runs the chosen tests of a suite.
 *
 * @param load runs the suite's module, with the `jest` it is given
 * @param isChosen whether a test is to run, by its name
 * @param isOver whether the tests that are left are not to run, by whether one has failed
 * @param timeout the milliseconds after which a test fails
 * @returns `{ name, ms, processorMs, failure }` for each test that ran
 */
async function runSuite(load, { isChosen, isOver, onTest, timeout }) {
  const results = [];
  const environment = { ...process.env };
  const mocker = new ModuleMocker(globalThis);
  const timers = new ModernFakeTimers({ config: { fakeTimers: {} }, global: globalThis });
  circus.resetState();
  circus.getState().testTimeout = timeout;
  let began = process.cpuUsage();
  running = {
    handle(event) {
      if (event.name === 'test_start') {
        // Jest's hooks of a whole suite still run
        if (isOver(results.some(({ failure }) => failure !== undefined))) event.test.mode = 'skip';
        onTest(nameOf(event.test));
        began = process.cpuUsage();
      }
      if (event.name === 'test_done') {
        const { test } = event;
        const missing = expect.extractExpectedAssertionsErrors();
        const failure = test.errors[0] ?? missing[0]?.error;
        if (test.mode !== 'skip' && test.mode !== 'todo')
          results.push({
            name: nameOf(test),
            ms: test.duration ?? 0,
            processorMs: processorMs(began),
            failure: failure && textOf(failure),
          });
        onTest(undefined);
      }
    },
  };
  try {
    load(jestOf(mocker, timers));
    skipAll(circus.getState().rootDescribeBlock, (test) => !isChosen(nameOf(test)));
    const { unhandledErrors } = await circus.run();
    if (unhandledErrors.length > 0)
      results.push({ name: 'the suite', ms: 0, processorMs: 0, failure: unhandledErrors[0] });
  } catch (error) {
    results.push({ name: 'the suite', ms: 0, processorMs: 0, failure: textOf(error) });
  } finally {
    running = undefined;
    mocker.restoreAllMocks();
    timers.dispose();
    reset(environment);
  }
  return results;
}

const jestOf = (mocker, timers) => ({
  fn: mocker.fn.bind(mocker),
  spyOn: mocker.spyOn.bind(mocker),
  restoreAllMocks: () => mocker.restoreAllMocks(),
  clearAllMocks: () => mocker.clearAllMocks(),
  setTimeout: (ms) => (circus.getState().testTimeout = ms),
  useFakeTimers: (settings) => timers.useFakeTimers(settings),
  useRealTimers: () => timers.useRealTimers(),
  setSystemTime: (now) => timers.setSystemTime(now),
  getTimerCount: () => timers.getTimerCount(),
  advanceTimersByTimeAsync: (ms) => timers.advanceTimersByTimeAsync(ms),
});

const hasMetadata = 'metadata' in Symbol;

/** Leaves nothing of a suite to the next: what the API and the package keep in the process, and its environment. */
function reset(environment) {
  for (const api of [trace, context, propagation, metrics, diag]) api.disable();
  for (const key of Object.getOwnPropertySymbols(globalThis))
    if (/^spanlink/.test(key.description ?? '')) Reflect.deleteProperty(globalThis, key);
  if (!hasMetadata) Reflect.deleteProperty(Symbol, 'metadata');
  for (const key of Object.keys(process.env)) if (!(key in environment)) Reflect.deleteProperty(process.env, key);
  Object.assign(process.env, environment);
}

function skipAll(block, isSkipped) {
  for (const child of block.children)
    if (child.type === 'describeBlock') skipAll(child, isSkipped);
    else if (isSkipped(child)) child.mode = 'skip';
}

function nameOf(test) {
  const names = [];
  for (let at = test; at !== undefined && at.name !== 'ROOT_DESCRIBE_BLOCK'; at = at.parent) names.unshift(at.name);
  return names.join(' ');
}

/** The milliseconds of processor time since then: what else a busy machine does is not among them. */
function processorMs(began) {
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1_000;
}

function textOf(error) {
  const [first] = Array.isArray(error) ? error : [error];
  return String(first?.stack ?? first?.message ?? first);
}

module.exports = { processorMs, runSuite };
