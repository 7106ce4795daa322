/** A suite of Vitest's, which `vitest.test.ts` runs: methods under its fake timers, advanced and not. */
import { inSpan, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, runStage, useLedger } from 'spanlink/workflow';
import { afterEach, expect, test, vi } from 'vitest';

const message = (n) => ({ traceparent: `00-${String(n).padStart(32, 'a')}-${String(n).padStart(16, 'b')}-01` });
const delay = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const recorder = recordSpans();
afterEach(() => {
  vi.useRealTimers();
  recorder.reset();
});

test('never advanced: results, spans and links are there when the work has ended', async () => {
  vi.useFakeTimers();
  const ship = traced(async (batch) => batch.length, { name: 'ship', links: (batch) => batch });
  expect(await ship([message(1), message(2)])).toBe(2);
  useLedger(new MemoryLedger());
  expect(await runStage({ workflow: 'loan', stage: 'submit', run: '1' }, async () => 'submitted')).toBe('submitted');
  expect(recorder.spans.map(({ name, links }) => [name, links.length])).toEqual([
    ['ship', 2],
    ['loan.submit', 0],
  ]);
  expect(vi.getTimerCount()).toBe(0);
});

test('advanced: a span lasts as long as the time that the test makes', async () => {
  vi.useFakeTimers();
  const work = inSpan('wait', { links: message(1) }, () => delay(60_000));
  await vi.advanceTimersByTimeAsync(60_000);
  await work;
  expect(recorder.span('wait').links).toHaveLength(1);
});

test('a ledger that hangs is waited for as long as the test advances', async () => {
  vi.useFakeTimers();
  const hang = () => new Promise(() => undefined);
  useLedger({ open: hang, start: hang, finish: hang, history: () => [], prune: () => 0 }, { timeout: 500 });
  const work = runStage({ workflow: 'loan', stage: 'submit', run: '2' }, async () => 'submitted');
  await vi.advanceTimersByTimeAsync(1_500);
  expect(await work).toBe('submitted');
});
