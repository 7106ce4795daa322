/** Promise 3: the application's callbacks may throw or return nonsense, and its method behaves as before. */
import { setImmediate } from 'node:timers/promises';
import { type SpanOptions, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { recordCounts, recordReports } from '../fixtures/reports';
import { hostile, revoked } from '../fixtures/hostile-inputs';

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

/** Calls a sync, an async and a failing function with the options, and returns their outcomes in order. */
async function observe(site: string, options: SpanOptions<[string]>): Promise<unknown[]> {
  const seen: unknown[] = [];
  const error = new Error('thrown by the method');
  const {
    [site]: sync,
    [`${site} later`]: later,
    [`${site} failing`]: failing,
  } = {
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
  promise.then(
    () => seen.push('settled'),
    () => seen.push('rejected'),
  );
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
  [
    'throws',
    () => {
      throw new Error('thrown by the callback');
    },
  ],
  [
    'throws null',
    () => {
      throw null;
    },
  ],
  ['returns a promise', () => Promise.resolve('late')],
  ['returns a promise that rejects', () => Promise.reject(new Error('late failure'))],
  [
    'is async and throws',
    async () => {
      throw new Error('late failure');
    },
  ],
];
const nonsense: unknown[] = [
  42,
  'nonsense',
  Symbol('nonsense'),
  () => 'a function',
  [[[]]],
  { then: 1 },
  new Date(0),
  NaN,
  Object.create(null),
];

describe.each(callbacks)('A callback for `%s`', (callback) => {
  test.each(broken)('that %s leaves result, error and order as they were, and is reported', async (manner, fail) => {
    const options = { [callback]: fail } as SpanOptions<[string]>;
    await expect(observe(`${callback} ${manner}`, options)).resolves.toEqual(untouched);
    expect(recorder.spans).toHaveLength(3);
    expect(recorder.unfinished).toEqual([]);
    expect((await counts())['spanlink.callback.errors']).toBeGreaterThan(0);
    expect(reports.join('\n')).toMatch(new RegExp(`^spanlink: ${callback} ${manner}.* ${callback} `));
    expect(unhandled).toEqual([]);
  });

  test('that returns nonsense leaves result, error and order as they were', async () => {
    for (const value of nonsense) {
      const options = { [callback]: () => value } as SpanOptions<[string]>;
      await expect(observe(callback, options)).resolves.toEqual(untouched);
    }
    expect(recorder.unfinished).toEqual([]);
    expect(recorder.spans).toHaveLength(3 * nonsense.length);
  });

  test('that returns an unreadable value leaves result, error and order as they were', async () => {
    for (const value of [revoked({}), hostile]) {
      const options = { [callback]: () => value } as SpanOptions<[string]>;
      await expect(observe(callback, options)).resolves.toEqual(untouched);
    }
    expect(recorder.unfinished).toEqual([]);
  });
});

test.each<[Callback, unknown]>([
  ['name', 42],
  ['attributes', 'text'],
  ['attributes', ['a', 'list']],
  ['result', ['a', 'list']],
  ['result', 7],
  ['isError', 'no'],
])('nonsense for `%s`, as %p, is left out, reported and counted', async (callback, value) => {
  await expect(observe(`nonsense ${callback} ${typeof value}`, { [callback]: () => value })).resolves.toEqual(
    untouched,
  );
  expect((await counts())['spanlink.callback.errors']).toBeGreaterThan(0);
  const found = Array.isArray(value) ? 'an array' : typeof value;
  expect(reports.join('\n')).toMatch(
    new RegExp(`^spanlink: nonsense ${callback} ${typeof value}.* ${callback} gave ${found}`),
  );
  expect(recorder.spans.map(({ attributes }) => attributes)).toEqual([{}, {}, { 'error.type': 'Error' }]);
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
