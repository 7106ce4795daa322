/** `configure({ debug: true })`: the decisions about links, in words, and nothing else than words. */
import { Readable } from 'node:stream';
import { context, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { AlwaysOffSampler, BasicTracerProvider } from '@opentelemetry/sdk-trace-node';
import { configure, inSpan, LinkFrom, linksFrom, Span, SpanGuard } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { debugInTests, loaded } from '../fixtures/told';
import { A, B, linkOf } from '../fixtures/spans';
import { hostile, revoked, throwing } from '../fixtures/hostile-inputs';

const recorder = recordSpans();
const debugged = debugInTests();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

/** Returns the lines about sources, without those about spans. */
async function told(): Promise<string[]> {
  await loaded();
  return debugged.lines.filter((line) => !line.includes('started span'));
}

test('a context one level too deep is found for the message alone, with the selector to write', async () => {
  class Orders {
    @LinkFrom(0)
    ship(order: object): void {}
  }
  new Orders().ship({ id: 7, payload: { traceparent: A } });
  expect(await told()).toEqual([
    '@LinkFrom(0) of Orders.ship: the argument is an object with keys id, payload; no headers, no traceparent; ' +
      'did you mean (order) => order.payload? it holds one',
  ]);
  expect(recorder.span('Orders.ship')).toHaveLinkCount(0);
});

test('a link that was made is told with its place, its relation and shortened ids', async () => {
  class Orders {
    @LinkFrom(0, { relation: 'retry_of' })
    retry(order: object): void {}
  }
  new Orders().retry({ headers: { traceparent: A } });
  expect(await told()).toEqual([
    '@LinkFrom(0) of Orders.retry: the argument is an object with keys headers; ' +
      'linked to span b7ad6b71… of trace 0af76519… in headers.traceparent as retry_of',
  ]);
  expect(recorder.span('Orders.retry')).toLinkTo(linkOf(A), { relation: 'retry_of' });
});

const NOTHING: [string, unknown, RegExp][] = [
  [
    'no argument',
    undefined,
    /the argument is undefined; undefined means that there is no cause, the call has 1 argument/,
  ],
  ['null', null, /the argument is null; null means that there is no cause/],
  ['a text', 'secret', /a text of 6 characters; it is no traceparent \(its length is 6, and not 55\)/],
  ['upper case', { traceparent: A.toUpperCase() }, /traceparent is no valid traceparent: its digits are in upper case/],
  [
    'ids of zeros',
    { headers: { traceparent: `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01` } },
    /its trace id is all zeros/,
  ],
  ['two traceparents', { headers: { Traceparent: [A, `x${B}`] } }, /undefined|headers/],
  ['B3 in the headers', { headers: { b3: 'secret' } }, /headers\.b3 is of B3: install @opentelemetry\/propagator-b3/],
  [
    'the field of a client',
    { opts: { delay: 1 } },
    /no headers, no traceparent, opts \(BullMQ\) is an object with keys delay/,
  ],
  [
    'a field inside',
    { properties: { headers: { 'x-a': 'secret' } } },
    /properties\.headers is an object with keys x-a/,
  ],
  ['bytes', Buffer.from('secret'), /6 bytes; it is no traceparent/],
  [
    'a batch',
    [{ value: 'secret' }, {}],
    /an array of 2 items, the first an object with keys value; in the first item no headers/,
  ],
  ['an empty batch', [], /an empty array/],
  [
    'JSON in a batch',
    [{ value: JSON.stringify({ traceparent: A }) }],
    /did you mean \(source\) => source\.map\(\(item\) => item\.value\)\?/,
  ],
  ['a Map', new Map([['id', 'secret']]), /a Map with keys id/],
  [
    'an object of a class',
    new (class Order {
      id = 'secret';
    })(),
    /an object of Order with keys id; no headers, no traceparent/,
  ],
  ['a number', 7, /a number/],
  ['a function', () => 'secret', /a function/],
  [
    'many keys',
    Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`key${at}`, 'secret'])),
    /key9 \(and 20 more\)/,
  ],
  ['a key with a line break', { 'a\nb': 'secret', ['k'.repeat(500)]: 1 }, /keys a�b, k{40}…/],
];

test.each(NOTHING)(
  '%s is described by its type and the names in it, and by no value',
  async (_name, source, expected) => {
    class Orders {
      @LinkFrom(0)
      read(source: unknown): void {}
    }
    new Orders().read(source);
    const [line = '', ...others] = (await told()).filter((each) => !each.includes('came, and nothing reads it'));
    expect(others).toEqual([]);
    expect(line).toMatch(expected);
    expect(line).not.toMatch(/secret|\n/);
  },
);

test('another argument that holds a context is suggested', async () => {
  class Orders {
    @LinkFrom(0)
    pack(order: object, message: object): void {}
  }
  new Orders().pack({ id: 7 }, { headers: { traceparent: A } });
  expect(await told()).toEqual([expect.stringContaining('did you mean @LinkFrom(1)? that argument holds one')]);
});

test('what a selector gave is described, and the property of it that holds a context', async () => {
  class Orders {
    @LinkFrom((order: { body: object }) => order.body)
    bill(order: { body: object }): void {}
  }
  new Orders().bill({ body: { inner: { traceparent: A } } });
  expect(await told()).toEqual([
    '@LinkFrom(selector) of Orders.bill: the selector gave an object with keys inner; ' +
      'no headers, no traceparent; its inner holds one',
  ]);
});

test('a selector that throws is told by the class of its error, and not by its message', async () => {
  class Orders {
    @LinkFrom((): never => {
      throw new RangeError('secret');
    })
    fail(): void {}
  }
  new Orders().fail();
  expect((await told()).join()).toMatch(/Orders\.fail selector: threw, and was left out \(RangeError\)/);
  expect(debugged.lines.join()).not.toContain('secret');
});

test('a context that makes no link of its own is told as one', async () => {
  class Orders {
    @LinkFrom(0)
    all(batch: object[]): void {}
  }
  new Orders().all([{ traceparent: A }, { traceparent: A }]);
  expect((await told())[0]).toMatch(/1 of 2 left out, as a duplicate or the parent of the span/);
});

test('the options links and parent, guards and linksFrom are told of, too', async () => {
  class Orders {
    @Span({ links: () => ({ id: 1 }) as never, parent: () => ({ headers: { traceparent: A } }) })
    place(): void {
      SpanGuard.current().link({ id: 2 } as never);
      linksFrom({ id: 3 } as never);
    }
  }
  new Orders().place();
  expect(await told()).toEqual([
    expect.stringMatching(/^option parent of Orders\.place: .*linked to span b7ad6b71…/),
    expect.stringMatching(/^option links of Orders\.place: the source is an object with keys id/),
    expect.stringMatching(/^SpanGuard\.link: the source is an object with keys id/),
    expect.stringMatching(/^linksFrom: the source is an object with keys id/),
  ]);
});

test('a call in a context that suppresses tracing is told as one', async () => {
  class Orders {
    @Span()
    hidden(): void {}
  }
  context.with(suppressTracing(context.active()), () => new Orders().hidden());
  expect(await told()).toEqual(['Orders.hidden: runs without a span, as tracing is suppressed here']);
});

test('a span without sources is told as one', async () => {
  class Orders {
    @Span()
    plain(): void {}
  }
  new Orders().plain();
  await loaded();
  expect(debugged.lines).toEqual([
    expect.stringMatching(/^Orders\.plain: started span .{9} of trace .{9} without links, as no source/),
  ]);
});

test('a hundred lines of a site are told, the last of which says so', async () => {
  class Orders {
    @LinkFrom(0)
    often(order: object): void {}
  }
  const orders = new Orders();
  for (let call = 0; call < 500; call++) orders.often({});
  await loaded();
  const own = debugged.lines.filter((line) => line.includes('Orders.often'));
  expect(own).toHaveLength(100);
  expect(own.at(-1)).toBe('Orders.often: no more is told of it, as these were 100 lines');
});

test('iterators and streams are read by nobody', async () => {
  class Orders {
    @LinkFrom(0)
    consume(items: Iterable<object> | Readable): object[] {
      return Symbol.iterator in items ? [...items] : [];
    }
  }
  const items = [{ headers: { traceparent: A } }, {}];
  const stream = Readable.from(items);
  const orders = new Orders();
  expect(orders.consume(items.values())).toEqual(items);
  orders.consume(stream);
  await loaded();
  const left = [];
  for await (const item of stream) left.push(item as object);
  expect(left).toEqual(items);
});

test('getters are not called, and proxies not asked, for a message', async () => {
  let calls = 0;
  const source = {
    get payload(): object {
      calls++;
      return { traceparent: A };
    },
  };
  const asked: PropertyKey[] = [];
  // a handler that notes whatever it is asked
  const handler = new Proxy({}, { get: (_, trap) => void asked.push(trap) });
  const proxy = new Proxy({}, handler);
  class Orders {
    @LinkFrom(0)
    look(source: object): void {}
  }
  const orders = new Orders();
  configure({ debug: false });
  orders.look(proxy);
  const without = asked.length;
  configure({ debug: true });
  orders.look(source);
  orders.look(proxy);
  await loaded();
  expect(calls).toBe(0);
  expect(asked).toHaveLength(2 * without);
});

test.each([
  ['hostile', hostile],
  ['throwing', throwing],
  ['revoked', revoked],
])('a %s source changes nothing, and costs no more than its line', async (_name, source) => {
  class Orders {
    @LinkFrom(0)
    survive(source: unknown): string {
      return 'done';
    }
  }
  expect(new Orders().survive(source)).toBe('done');
  await loaded();
  expect(recorder.span('Orders.survive')).toHaveLinkCount(0);
});

test('an unknown option of inSpan is told while debugging, as checking each call costs time', async () => {
  inSpan('load', { link: A } as never, () => undefined);
  expect((await told()).join()).toContain("load: 'link': is no option, and was left out; did you mean 'links'?");
});

test('nothing is told once debugging is off', async () => {
  class Orders {
    @LinkFrom(0)
    quiet(order: object): void {}
  }
  configure({ debug: false });
  new Orders().quiet({});
  expect(await told()).toEqual([]);
});

test('a span that the sampler leaves out is told as one, and one that has ended since is not', async () => {
  const provider = new BasicTracerProvider({ sampler: new AlwaysOffSampler() });
  class Orders {
    @Span()
    sampled(): void {}
  }
  new Orders().sampled();
  trace.disable();
  trace.setGlobalTracerProvider(provider);
  class Others {
    @Span()
    dropped(): void {}
  }
  new Others().dropped();
  trace.disable();
  await loaded();
  expect(debugged.lines).toEqual([
    expect.not.stringContaining('not recorded'),
    expect.stringMatching(/^Others\.dropped: .*, not recorded: the sampler left it out$/),
  ]);
});
