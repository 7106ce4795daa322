/** What a method gives is handed on as it is, and guards and copies of the package stay with their own span. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Span, SpanGuard } from 'spanlink';
import type * as spanlink from 'spanlink';
import { messageOf } from './messages.js';
import { currentIds, type Ids, idsOf, Orders } from './orders.js';

/** A query that does its work when it is asked to, as query builders do. */
class LazyQuery {
  asked = 0;

  then(resolve: (rows: string[]) => void): void {
    this.asked++;
    resolve(['row']);
  }
}

/** A promise with private state, as clients for downloads return. */
class Job<Result> extends Promise<Result> {
  #isAborted = false;

  abort(): boolean {
    return (this.#isAborted = !this.#isAborted);
  }
}

class Store {
  @Span()
  give<Value>(value: Value, tell?: (span: SpanGuard) => void): Value {
    tell?.(SpanGuard.current());
    return value;
  }

  @Span()
  hold(tell: (span: SpanGuard) => void): Ids {
    const span = SpanGuard.current();
    tell(span);
    return this.linkOuter(span);
  }

  @Span()
  linkOuter(outer: SpanGuard): Ids {
    outer.link(messageOf(41), { relation: 'origin' });
    return currentIds();
  }
}

const store = new Store();
const orders = new Orders();

export const UNTOUCHED = {
  async values() {
    const query = new LazyQuery();
    const job = new Job<string>((resolve) => resolve('done'));
    const values = [7, 'text', null, undefined, Symbol('s'), [1], new Map(), () => 1, new Date(0), query];
    const isSame = values.map((value) => Object.is(store.give(value), value));
    let span = new SpanGuard();
    const { promise, resolve } = later();
    const followed = store.give(promise, (guard) => (span = guard));
    const states = [span.state];
    resolve('later');
    const settled = [await followed, store.give(job).abort(), await store.give(job)];
    let ended = new SpanGuard();
    store.give('sync', (guard) => (ended = guard));
    return { isSame, asked: query.asked, settled, states: [...states, span.state, ended.state] };
  },

  async guards() {
    let span = new SpanGuard();
    const linkOuter = store.hold((guard) => (span = guard));
    span.link(messageOf(42), { relation: 'previous' });
    const pending = new SpanGuard().link(messageOf(43)).link([messageOf(44), messageOf(43)]);
    return { hold: idsOf(span), linkOuter, first: orders.adopt(pending), second: orders.adopt(pending) };
  },

  /** A copy of the package in CommonJS, beside this one. */
  async copies() {
    const other = anotherCopy();
    const [inside, seen] = await orders.inside(() => idsOf(other.SpanGuard.current()));
    const guard = new other.SpanGuard().link(messageOf(45), { relation: 'origin' }) as SpanGuard;
    const adopt = orders.adopt(guard);
    const [outer, pack, seenHere] = other.inSpan(
      'of the other copy',
      { links: messageOf(46) },
      (span) => [idsOf(span), orders.pack(), currentIds()] as const,
    );
    return { isOther: other.SpanGuard !== SpanGuard, inside, seen, adopt, outer, pack, seenHere };
  },
};

function later(): { promise: Promise<string>; resolve: (value: string) => void } {
  let resolve = (_value: string): void => undefined;
  return { promise: new Promise<string>((done) => (resolve = done)), resolve: (value) => resolve(value) };
}

function anotherCopy(): typeof spanlink {
  const load = createRequire(join(process.cwd(), 'package.json'));
  for (const file of Object.keys(load.cache))
    if (/[\\/]spanlink[\\/]/.test(file)) Reflect.deleteProperty(load.cache, file);
  return load('spanlink') as typeof spanlink;
}
