/** Promise 3: what the application gives us may throw, or give nonsense; its method does what it did. */
import { setImmediate } from 'node:timers/promises';
import { LinkFrom, linksFrom, Span, SpanGuard, type SpanOptions, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { cause, message, recordCounts, recordReports } from '../fixtures';

const recorder = recordSpans();
const reports = recordReports();
const counts = recordCounts();
beforeEach(async () => {
  recorder.reset();
  reports.length = 0;
  await counts();
});
afterAll(() => recorder.stop());

type Callback = 'name' | 'attributes' | 'links' | 'parent' | 'result' | 'isError';
const callbacks: Callback[] = ['name', 'attributes', 'links', 'parent', 'result', 'isError'];
const unhandled: unknown[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));

/** Calls a sync, an async and a failing function with the options, and says what became of them, in which order. */
async function observe(site: string, options: SpanOptions<[string]>): Promise<unknown[]> {
  const seen: unknown[] = [];
  const error = new Error('thrown by the method');
  const { [site]: sync, [`${site} later`]: later, [`${site} failing`]: failing } = {
    [site]: (text: string): unknown => [seen.push('sync body'), text.length][1],
    [`${site} later`]: async (text: string) => {
      seen.push('async body');
      await setImmediate();
      return text.length;
    },
    [`${site} failing`]: () => {
      throw error;
    },
  } as Record<string, (text: string) => unknown>;
  if (sync === undefined || later === undefined || failing === undefined) throw error;
  const promise = traced(later, options)('four') as Promise<unknown>;
  seen.push('async called', traced(sync, options)('seven!!'), 'sync called');
  promise.then(() => seen.push('settled'), () => seen.push('rejected'));
  seen.push(await promise);
  try {
    traced(failing, options)('');
  } catch (thrown) {
    seen.push(thrown === error ? 'the same error' : thrown);
  }
  await setImmediate();
  return seen;
}

const untouched = ['async body', 'sync body', 'async called', 7, 'sync called', 'settled', 4, 'the same error'];
const broken: [string, () => unknown][] = [
  ['throws', () => { throw new Error('thrown by the callback'); }],
  ['throws null', () => { throw null; }],
  ['gives a promise', () => Promise.resolve('late')],
  ['gives a promise that rejects', () => Promise.reject(new Error('late failure'))],
  ['is async and throws', async () => { throw new Error('late failure'); }],
];
const nonsense: unknown[] = [42, 'nonsense', Symbol('nonsense'), () => 'a function', [[[]]], { then: 1 }, new Date(0), NaN, Object.create(null)];

describe.each(callbacks)('a callback for `%s`', (callback) => {
  test.each(broken)('that %s leaves result, error and order as they were, and is reported', async (manner, fail) => {
    const options = { [callback]: fail } as SpanOptions<[string]>;
    await expect(observe(`${callback} ${manner}`, options)).resolves.toEqual(untouched);
    expect(recorder.spans).toHaveLength(3);
    expect(recorder.unfinished).toEqual([]);
    expect((await counts())['spanlink.callback.errors']).toBeGreaterThan(0);
    expect(reports.join('\n')).toMatch(new RegExp(`^spanlink: ${callback} ${manner}.* ${callback} `));
    expect(unhandled).toEqual([]);
  });

  test('that gives nonsense leaves result, error and order as they were', async () => {
    for (const value of nonsense) {
      const options = { [callback]: () => value } as SpanOptions<[string]>;
      await expect(observe(callback, options)).resolves.toEqual(untouched);
    }
    expect(recorder.unfinished).toEqual([]);
    expect(recorder.spans).toHaveLength(3 * nonsense.length);
  });

  test('that gives what cannot be read leaves result, error and order as they were', async () => {
    for (const value of [revoked(), thrower()]) {
      const options = { [callback]: () => value } as SpanOptions<[string]>;
      await expect(observe(callback, options)).resolves.toEqual(untouched);
    }
    expect(recorder.unfinished).toEqual([]);
  });
});

test('an option of a wrong type leaves result, error and order as they were', async () => {
  for (const value of [42, true, 'text', Symbol('nonsense'), null, [], {}]) {
    for (const option of [...callbacks, 'kind', 'root', 'linkCaller']) {
      const options = { [option]: value } as unknown as SpanOptions<[string]>;
      await expect(observe('wrong', options)).resolves.toEqual(untouched);
    }
  }
  expect(recorder.unfinished).toEqual([]);
});

test('a failure is reported once a site, and counted each time', async () => {
  class Failing {
    @Span({ attributes: (): never => { throw new Error('first'); } })
    one(): void {}

    @Span({ attributes: (): never => { throw new Error('second'); } })
    other(): void {}
  }
  const failing = new Failing();
  for (let call = 0; call < 5; call++) failing.one();
  failing.other();
  expect(reports).toHaveLength(2);
  expect(reports[0]).toContain('one');
  expect(reports[1]).toContain('other');
  await expect(counts()).resolves.toEqual({ 'spanlink.callback.errors': 6 });
});

test('methods of one name in two classes are two sites', async () => {
  class Left {
    @Span({ result: (): never => { throw new Error('left'); } })
    work(): void {}
  }
  class Right {
    @Span({ result: (): never => { throw new Error('right'); } })
    work(): void {}
  }
  new Left().work();
  new Right().work();
  expect(reports).toHaveLength(2);
});

test('a function for link attributes that fails costs the attributes of that link only', async () => {
  const attributes = (_: unknown, index: number) => {
    if (index === 0) throw new Error('thrown by the callback');
    return { index };
  };
  class Batches {
    @LinkFrom(0, { relation: 'batch_item', attributes })
    process(batch: unknown[]): number {
      return batch.length;
    }
  }
  expect(new Batches().process([message(0), message(1)])).toBe(2);
  expect(recorder.span('Batches.process').links.map((link) => link.attributes)).toEqual([
    { 'spanlink.relation': 'batch_item' },
    { 'spanlink.relation': 'batch_item', index: 1 },
  ]);
  await expect(counts()).resolves.toEqual({ 'spanlink.callback.errors': 1 });
});

test('a source that cannot be read is counted, and the others are linked to', async () => {
  const batch = [thrower(), message(1), 'nonsense', revoked(), message(2)];
  expect(linksFrom(batch as never)).toHaveLength(2);
  await expect(counts()).resolves.toEqual({ 'spanlink.links.unreadable': 3 });
});

test('what a guard is given may be nonsense', () => {
  class Guarded {
    @Span()
    work(span = SpanGuard.current()): string {
      span.setAttributes(thrower() as never).addEvent('event', thrower() as never).link(revoked() as never, thrower() as never);
      return 'done';
    }
  }
  expect(new Guarded().work()).toBe('done');
  expect(recorder.span('Guarded.work')).not.toLinkTo(cause(0));
});

function thrower(): object {
  const fail = (): never => {
    throw new Error('thrown by a getter');
  };
  return Object.defineProperty({}, 'traceparent', { get: fail, enumerable: true });
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
