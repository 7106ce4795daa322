/** Parameters: bound values reach the engine in this process unchanged, whatever they contain. */
import fc from 'fast-check';
import { bind, bindIds } from '../../server/store/bind.js';
import type { Store } from '../../server/store/open-store.js';
import { closeAll, openForTest } from './folder.js';
import { span } from './spans.js';

let store: Store;

beforeEach(async () => {
  store = await openForTest();
});

afterEach(closeAll);

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.stringMatching(/^['"\\\0{}:a\n`;-]*$/),
  fc.constant("{b:String}' OR 1 --"),
);

test('Any string is bound unchanged, alone and in a list', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, fc.array(hostile, { maxLength: 5 }), async (a, b) => {
      const rows = await store.query('SELECT {a:String} AS a, {b:Array(String)} AS b, {a:String} AS again', { a, b });
      expect(rows).toEqual([{ a, b, again: a }]);
    }),
    { numRuns: 200 },
  );
});

test('A list of ten thousand ids is bound', async () => {
  const ids = Array.from({ length: 10_000 }, (_, index) => index.toString(16).padStart(32, '0'));
  expect(
    await store.query('SELECT length({ids:Array(String)}) AS many, has({ids:Array(String)}, {last:String}) AS has', {
      ids,
      last: ids.at(-1),
    }),
  ).toEqual([{ many: 10_000, has: 1 }]);
});

test('For a server, ids alone are bound: it binds all others itself', () => {
  const sql = '{a:String} {b:Int64} {c:Array(String)} {d:FixedString(2)} {e:Array(FixedString(2))}';
  expect(bindIds(sql, { a: 'a', b: 1, c: ['c'], d: '01ff', e: ['0203'] })).toBe(
    "{a:String} {b:Int64} {c:Array(String)} '\\x01\\xff' ['\\x02\\x03']",
  );
});

test('An empty list is bound, and contains nothing', async () => {
  expect(await store.query("SELECT 'a' IN {none:Array(String)} AS has", { none: [] })).toEqual([{ has: 0 }]);
});

test('Integers are bound from numbers, and from strings of digits', async () => {
  const most = '9223372036854775807';
  expect(
    await store.query('SELECT toString({a:Int64}) AS a, {b:Int64} AS b, {c:UInt32} AS c', {
      a: most,
      b: -5,
      c: 4_294_967_295,
    }),
  ).toEqual([{ a: most, b: -5, c: 4_294_967_295 }]);
});

test.each([
  ['A text for a number', '{a:Int64}', { a: '1; DROP TABLE x' }],
  ['A fraction', '{a:UInt32}', { a: 1.5 }],
  ['A number for a text', '{a:String}', { a: 1 }],
  ['A list with another type in it', '{a:Array(String)}', { a: ['b', 1] }],
  ['A missing value', '{a:String}', {}],
  ['An unknown type', '{a:Float64}', { a: 1 }],
])('%s is refused before the engine sees it', (_, sql, params) => {
  expect(() => bind(sql, params)).toThrow('needs a value of its type');
});

test('Queries run concurrently: a slow one does not delay a quick one', async () => {
  const ended: string[] = [];
  const ask = (what: string, sql: string): Promise<unknown> =>
    store.query(sql, { x: what }).then(() => ended.push(what));
  const slow = ask('slow', 'SELECT {x:String}, sleep(3)');
  await ask('quick', 'SELECT {x:String}');
  await slow;
  expect(ended).toEqual(['quick', 'slow']);
});

test('Slow queries, however many, do not delay an insert', async () => {
  const ended: string[] = [];
  const slow = Array.from({ length: 6 }, () => store.query('SELECT sleep(3)').then(() => ended.push('slow')));
  await store.insert([span(1, 1)]);
  ended.push('insert');
  await Promise.all(slow);
  expect(ended).toEqual(['insert', ...slow.map(() => 'slow')]);
});
