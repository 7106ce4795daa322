/** An application whose decorated methods run without an SDK is told so, where it is no test. */
import { trace } from '@opentelemetry/api';
import { configure } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { anotherCopy } from '../../fixtures/copies';
import { forgetTold, loaded, recordLines, recordWarnings } from '../../fixtures/told';

const OF_TESTS = ['NODE_ENV', 'JEST_WORKER_ID', 'VITEST', 'NODE_TEST_CONTEXT', 'SPANLINK_WARNINGS'];
const before = Object.fromEntries(OF_TESTS.map((name) => [name, process.env[name]]));
const shared = globalThis as unknown as Record<symbol, { isAwaited: boolean } | undefined>;

let warnings: string[];
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  for (const name of OF_TESTS) Reflect.deleteProperty(process.env, name);
  forgetTold();
  const state = shared[Symbol.for('spanlink.missing-sdk')];
  if (state !== undefined) state.isAwaited = false;
  warnings = recordWarnings();
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  for (const [name, value] of Object.entries(before)) if (value !== undefined) process.env[name] = value;
  trace.disable();
});

/** Calls a method of an application that has just begun, some times. */
async function call(): Promise<void> {
  const { traced } = anotherCopy();
  const work = traced(() => 1);
  work();
  work();
  await loaded();
}

test('it is told after half a minute, once, by what to do', async () => {
  await call();
  expect(jest.getTimerCount()).toBe(1);
  await jest.advanceTimersByTimeAsync(29_999);
  expect(warnings).toEqual([]);
  await jest.advanceTimersByTimeAsync(1);
  expect(warnings).toEqual([
    'SPANLINK_NO_SDK No OpenTelemetry SDK was registered within 30 s of the first call of a decorated method, so ' +
      'nothing is traced. Start one before the application: node --import ./tracing.js main.js. (Told once for each ' +
      'code; SPANLINK_WARNINGS=0 or configure({ warnings: false }) turns these off.)',
  ]);
});

test('two copies of the package wait for it once', async () => {
  await call();
  await call();
  expect(jest.getTimerCount()).toBe(1);
});

test('nothing is told where one is registered by then', async () => {
  await call();
  const recorder = recordSpans();
  await jest.advanceTimersByTimeAsync(30_000);
  recorder.stop();
  expect(warnings).toEqual([]);
});

test('no one is waited for where there is one', async () => {
  const recorder = recordSpans();
  await call();
  recorder.stop();
  expect(jest.getTimerCount()).toBe(0);
});

test.each([
  ['NODE_ENV', 'test'],
  ['JEST_WORKER_ID', '1'],
  ['VITEST', 'true'],
  ['NODE_TEST_CONTEXT', 'child'],
])('a test, which %s=%s makes of a process, needs none', async (name, value) => {
  process.env[name] = value;
  await call();
  expect(jest.getTimerCount()).toBe(0);
});

test('NODE_ENV=production is no test', async () => {
  process.env.NODE_ENV = 'production';
  await call();
  expect(jest.getTimerCount()).toBe(1);
});

test('while debugging it is told at once', async () => {
  const lines = recordLines();
  configure({ debug: true });
  await call();
  await loaded();
  configure({ debug: undefined });
  expect(lines).toContain(
    'spanlink: runs without a span, as no OpenTelemetry SDK is registered; start one before the application',
  );
});

test('where no timer may be started, the method works', async () => {
  jest.spyOn(globalThis, 'setTimeout').mockImplementation(() => {
    throw new Error('no timers');
  });
  await call();
  expect(warnings).toEqual([]);
});
