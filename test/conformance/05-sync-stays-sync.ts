/** Promise 5: sync stays sync, native promises are followed, and other thenables are handed back untouched. */
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { Span, SpanGuard } from 'spanlink';
import { nameOf } from './fixtures.js';
import type { Checks } from './run-checks.js';
import { inOtherRealm } from './runtime.js';

class Files {
  @Span()
  give<Value>(value: Value): Value {
    return value;
  }

  @Span()
  async giveLater<Value>(value: Value): Promise<Value> {
    await setImmediate();
    return value;
  }

  @Span()
  async guards(): Promise<[string, string]> {
    const before = SpanGuard.current().spanContext().spanId;
    await setImmediate();
    return [before, SpanGuard.current().spanContext().spanId];
  }
}

/** A query that does its work when it is asked to, as query builders do. */
class LazyQuery {
  asked = 0;

  then(resolve: (rows: string[]) => void): void {
    this.asked++;
    resolve(['row']);
  }
}

/** A promise with private state, as libraries for downloads return. */
class Job<Result> extends Promise<Result> {
  #isAborted = false;

  abort(): void {
    this.#isAborted = true;
  }

  get isAborted(): boolean {
    return this.#isAborted;
  }
}

const files = new Files();
const give = nameOf(Files, 'give');

export const syncStaysSync: Checks = {
  'a sync value comes back at once, as it is, and its span has ended'({ spans }) {
    const values = [7, 'text', null, undefined, Symbol('s'), BigInt(12), () => 1, [1], new Map(), new Date(0), /x/];
    for (const value of values) assert.equal(files.give(value), value);
    assert.equal(spans.named(give).length, values.length);
    assert.deepEqual(spans.unfinished, []);
  },
  async 'a lazy thenable is returned without a call of its then'({ spans }) {
    const query = new LazyQuery();
    assert.ok(Object.is(files.give(query), query));
    await setImmediate();
    assert.equal(query.asked, 0);
    assert.equal(spans.named(give).length, 1);
  },
  'a proxy is not inspected'() {
    const traps = new Proxy({}, { get: () => assert.fail('a trap was called') });
    const proxy = new Proxy({}, traps);
    assert.ok(Object.is(files.give(proxy), proxy));
  },
  async 'a promise ends the span when it settles'({ spans }) {
    let settle = (_: string): void => undefined;
    const promise = files.give(new Promise<string>((resolve) => (settle = resolve)));
    await setImmediate();
    assert.equal(spans.unfinished.length, 1);
    settle('later');
    assert.equal(await promise, 'later');
    assert.equal(spans.named(give).length, 1);
  },
  async 'the span has ended before code that awaits the promise goes on'({ spans }) {
    assert.equal(await files.giveLater(7).then(() => spans.spans.length), 1);
  },
  async 'a promise of another realm is followed, and its rejection goes through'({ spans }) {
    const foreign = inOtherRealm('Promise.resolve("foreign")') as Promise<string>;
    assert.ok(!(foreign instanceof Promise));
    const promise = files.give(foreign);
    assert.equal(spans.unfinished.length, 1);
    assert.equal(await promise, 'foreign');
    const rejected = inOtherRealm('Promise.reject(new RangeError("foreign"))') as Promise<never>;
    await assert.rejects(files.give(rejected), { name: 'RangeError' });
    assert.deepEqual(
      spans.named(give).map(({ status }) => status.message),
      [undefined, 'foreign'],
    );
  },
  'a promise with a `then` of its own is returned without a call of it'() {
    const promise = Object.assign(Promise.resolve(1), { then: () => assert.fail('then was called') });
    assert.ok(Object.is(files.give(promise), promise));
  },
  async 'a promise of a subclass keeps its methods and its private state'() {
    const followed = files.give(new Job<string>((resolve) => resolve('done')));
    followed.abort();
    assert.equal(followed.isAborted, true);
    assert.equal(await followed, 'done');
  },
  async 'an async method has its guard after an await'({ spans }) {
    const [before, after] = await files.guards();
    assert.equal(after, before);
    assert.equal(spans.span(nameOf(Files, 'guards')).spanContext().spanId, before);
  },
};
