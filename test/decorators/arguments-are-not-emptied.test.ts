/** A source among a method's arguments is read only where that leaves it as it is. */
import { createContext, runInContext } from 'node:vm';
import { LinkFrom, Span } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { recordReports } from '../fixtures/reports';
import { causeLink, causeTraceparent, linkTargets, type Message, message, messages } from '../fixtures/spans';

const recorder = recordSpans();
const reports = recordReports();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

interface Job {
  readonly batch: Iterable<Message>;
}

type Source = Iterable<Message> | { messages: Iterable<Message> };

class Orders {
  @LinkFrom(0)
  process(_batch: Iterable<unknown>): void {}

  @LinkFrom((batch: Iterable<Message>, other: Iterable<Message>) => [batch, other])
  join(_batch: Iterable<Message>, _other: Iterable<Message>): void {}

  @LinkFrom((job: Job) => job.batch)
  select(_job: Job): void {}

  @LinkFrom((_tenant: unknown, batch: Message[]) => batch.values())
  iterate(_tenant: unknown, _batch: Message[]): void {}

  @LinkFrom((batch: Iterable<Message>) => [...batch])
  copy(_batch: Iterable<Message>): void {}

  @Span({ links: (batch: Iterable<Message>) => batch })
  link(_batch: Source): void {}
}

/** A queue that iteration drains, as that of a heap does. */
class Queue {
  readonly all = messages(2);

  get size(): number {
    return this.all.length;
  }

  *[Symbol.iterator](): Generator<Message> {
    while (this.all.length > 0) yield this.all.shift() as Message;
  }
}

class Mailbox extends Queue {
  get(): Message | undefined {
    return this.all.shift();
  }
}

class Batch extends Array<Message> {
  override *[Symbol.iterator](): ArrayIterator<Message> {
    while (this.length > 0) yield this.shift() as Message;
    return undefined;
  }
}

class Unique extends Set<Message> {
  override *[Symbol.iterator](): SetIterator<Message> {
    for (const each of [...super.values()]) {
      this.delete(each);
      yield each;
    }
    return undefined;
  }
}

class Headers extends Map<string, string> {
  override *[Symbol.iterator](): MapIterator<[string, string]> {
    for (const each of [...super.entries()]) {
      this.delete(each[0]);
      yield each;
    }
    return undefined;
  }
}

const emptied: [string, () => Iterable<Message>][] = [
  ['a queue', () => new Queue()],
  ['a queue with a `get`', () => new Mailbox()],
  ['an iterator', () => messages(2).values()],
  [
    'an iterable that gives the same iterator each time',
    () => {
      const iterator = messages(2).values();
      return { [Symbol.iterator]: () => iterator };
    },
  ],
];

test.each(emptied)('%s is left full, whether it is an argument or stands in one, and that is said', (_, make) => {
  const orders = new Orders();
  const calls: [string, (source: Iterable<Message>) => void][] = [
    ['Orders.process', (source) => orders.process(source)],
    ['Orders.process', (source) => orders.process([source])],
    ['Orders.join', (source) => orders.join(source, [])],
    ['Orders.link', (source) => orders.link(source)],
  ];
  for (const [name, call] of calls) {
    const source = make();
    call(source);
    expect([...source]).toEqual(messages(2));
    expect(recorder.span(name)).toHaveLinkCount(0);
    recorder.reset();
  }
  expect(reports.filter((report) => report.includes('Orders.process'))).toEqual([
    expect.stringContaining('select a copy'),
  ]);
});

test.each(emptied.filter(([name]) => !name.includes('get')))('%s that an argument holds is left full', (_, make) => {
  const batch = make();
  new Orders().select({ batch });
  expect([...batch]).toEqual(messages(2));
  expect(recorder.span('Orders.select')).toHaveLinkCount(0);
});

test('nothing of an iterable is called, not even to leave it', () => {
  const called: string[] = [];
  const note = (name: string) => () => {
    called.push(name);
    return { done: true, value: undefined };
  };
  const iterator = { next: note('next'), return: note('return') };
  new Orders().process({
    [Symbol.iterator]() {
      called.push('iterator');
      return iterator;
    },
  });
  expect(called).toEqual([]);
});

test('a copy that is selected is read', () => {
  const queue = new Queue();
  new Orders().copy(queue);
  expect(linkTargets(recorder.span('Orders.copy'))).toEqual([causeLink(0), causeLink(1)]);
});

test.each([null, undefined, 'acme', 7, false])('an iterator that a selector makes is read beside %p', (tenant) => {
  new Orders().iterate(tenant, messages(2));
  expect(linkTargets(recorder.span('Orders.iterate'))).toEqual([causeLink(0), causeLink(1)]);
});

const kept: [string, () => Iterable<unknown>, number][] = [
  ['an array', () => messages(2), 2],
  ['a set', () => new Set(messages(2)), 2],
  ['an array of a set and an array', () => [new Set(messages(1)), [message(1)]], 2],
  ['an array of another realm', () => inRealm('[a, b]'), 2],
  ['a set of another realm', () => inRealm('new Set([a, b])'), 2],
  ['headers of another realm', () => inRealm('new Map(Object.entries(a.headers))'), 1],
  ['arguments', () => argumentsOf(...messages(2)), 2],
  ['arguments of another realm', () => inRealm('(function () { return arguments; })(a, b)'), 2],
  ['a proxy of an array', () => new Proxy(messages(2), {}), 2],
  ['a set by its methods', () => setLike(new Set(messages(2))), 2],
  ['an array whose class drains it', () => Object.setPrototypeOf(messages(2), Batch.prototype) as Batch, 2],
  ['a set whose class drains it', () => new Unique(messages(2)), 2],
  ['a map whose class drains it', () => new Headers([['Traceparent', causeTraceparent(0)]]), 1],
  ['headers', () => new globalThis.Headers(message(0).headers), 1],
  ['search parameters', () => new URLSearchParams(message(0).headers), 1],
];

test.each(kept)('%s is read, and stays as it is', (_, make, count) => {
  const source = make();
  new Orders().process(source);
  expect(recorder.span('Orders.process')).toHaveLinkCount(count);
  new Orders().process(source);
  expect(recorder.spans[1]).toHaveLinkCount(count);
});

function inRealm(code: string): Iterable<unknown> {
  return runInContext(code, createContext({ a: message(0), b: message(1) })) as Iterable<unknown>;
}

function argumentsOf(..._: Message[]): Iterable<unknown> {
  // eslint-disable-next-line prefer-rest-params -- the object itself is the source
  return arguments;
}

function setLike<T>(set: Set<T>): Iterable<T> {
  return {
    size: set.size,
    has: () => true,
    keys: () => set.keys(),
    [Symbol.iterator]: () => set.values(),
  } as Iterable<T>;
}
