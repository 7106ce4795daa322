/**
 * Arguments are searched for a guard by what they are: none of them is asked, and a guard that is lost is forgotten.
 */
import { MessageChannel } from 'node:worker_threads';
import { setImmediate } from 'node:timers/promises';
import { Span, SpanGuard } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { hasUnclaimedGuards } from '../../lib/spans/adopt-guard';
import { anotherCopy } from '../fixtures/copies';
import { collectUntil } from '../fixtures/garbage';
import { cause, message } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

class Jobs {
  @Span()
  run(..._args: unknown[]): string {
    return SpanGuard.current().state;
  }
}
const jobs = new Jobs();

test('an argument is not asked, whatever it is, while a guard waits', () => {
  const asked: PropertyKey[] = [];
  const trap = (_: object, key: PropertyKey): undefined => void asked.push(key);
  const remote = new Proxy(() => undefined, { get: trap, has: trap as never, getOwnPropertyDescriptor: trap });
  const accessor = Object.defineProperty({}, Symbol.for('spanlink.guard'), { get: () => asked.push('accessor') });
  const waiting = new SpanGuard();
  jobs.run(remote, accessor, new Proxy({}, { get: trap, getPrototypeOf: () => trap({}, 'prototype') ?? null }));
  jobs.run(null, undefined, 1, 'text', Symbol.iterator, 1n);
  expect(asked).toEqual([]);
  expect(waiting.state).toBe('pending');
  waiting.complete();
});

test('what answers as a guard does, but is none, is not adopted', () => {
  const claim = jest.fn(() => true);
  const waiting = new SpanGuard();
  expect(jobs.run({ [Symbol.for('spanlink.guard')]: { claim, start: claim, links: [] } })).toBe('started');
  expect(claim).not.toHaveBeenCalled();
  waiting.complete();
});

test('a remote object of comlink gets no message of ours', async () => {
  const { wrap } = jest.requireActual<{ wrap(endpoint: object): object }>('comlink');
  const { port1, port2 } = new MessageChannel();
  const messages: unknown[] = [];
  port2.on('message', (received) => messages.push(received));
  const endpoint = {
    postMessage: (text: unknown) => port1.postMessage(text),
    addEventListener: (_: string, listener: (event: { data: unknown }) => void) =>
      port1.on('message', (data) => listener({ data })),
    removeEventListener: () => undefined,
    start: () => port1.start(),
  };
  const remote = wrap(endpoint);
  const waiting = new SpanGuard();
  jobs.run(remote, waiting);
  await setImmediate();
  await setImmediate();
  expect(messages).toEqual([]);
  expect(waiting.state).toBe('completed');
  for (const port of [port1, port2]) port.close();
});

test('a guard of a subclass, and of another copy, is adopted behind arguments of any kind', () => {
  class Named extends SpanGuard {
    name = 'named';
  }
  for (const guard of [new Named(), new (anotherCopy().SpanGuard)()]) {
    guard.link(message(0));
    jobs.run(new Proxy({}, {}), guard);
    expect(guard.state).toBe('completed');
  }
  for (const span of recorder.named('Jobs.run')) expect(span).toLinkTo(cause(0));
});

test('guards that nobody adopts, and that are collected, leave no search behind', async () => {
  expect(hasUnclaimedGuards()).toBe(false);
  (() => {
    for (let n = 0; n < 50_000; n++) new SpanGuard();
  })();
  expect(hasUnclaimedGuards()).toBe(true);
  await collectUntil(() => !hasUnclaimedGuards());
});

test('one that was adopted, or completed, is not counted again when it is collected', async () => {
  const kept = new SpanGuard();
  const adopted = ((guard) => (jobs.run(guard), new WeakRef(guard)))(new SpanGuard());
  const completed = ((guard) => (guard.complete(), new WeakRef(guard)))(new SpanGuard());
  await collectUntil(() => adopted.deref() === undefined && completed.deref() === undefined);
  await setImmediate();
  expect(hasUnclaimedGuards()).toBe(true);
  kept.complete();
  expect(hasUnclaimedGuards()).toBe(false);
});
