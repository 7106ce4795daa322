/** An item that holds nothing has one place in the source, whatever its form. */
import { linksFrom, type LinkSource } from 'spanlink';
import { A, B, linkOf, linkTargets } from '../../fixtures/spans';

function placed(source: unknown): [string, unknown][] {
  return linksFrom(source as LinkSource, { attributes: (_item, index) => ({ index }) }).map((link) => [
    linkTargets([link])[0] as string,
    link.attributes?.index,
  ]);
}

const entry = (id: string, ...fields: unknown[]): unknown => [id, fields];
const bytes = (text: string): Buffer => Buffer.from(text);

test('entries of ioredis have their places behind one that was trimmed while it was pending', () => {
  const source = [
    ['1-0', null],
    entry('2-0', 'traceparent', A),
    ['3-0', null],
    entry('4-0', 'id', '7', 'traceparent', B),
  ];
  expect(placed(source)).toEqual([
    [linkOf(A), 1],
    [linkOf(B), 3],
  ]);
});

test('entries of ioredis as bytes are read, and have their places', () => {
  const source = [
    [bytes('1-0'), null],
    [bytes('2-0'), [bytes('traceparent'), bytes(A)]],
    [bytes('3-0'), [bytes('traceparent'), B]],
  ];
  expect(placed(source)).toEqual([
    [linkOf(A), 1],
    [linkOf(B), 2],
  ]);
});

test.each<[string, unknown]>([
  ['an entry without fields', entry('1-0')],
  ['an entry with a name and no value', entry('1-0', 'traceparent')],
  ['an entry whose fields are undefined', ['1-0', undefined]],
  ['an empty array', []],
  ['an empty Map', new Map()],
  ['empty headers', new Headers()],
  ['an empty set', new Set()],
  ['a message without headers', { headers: [] }],
  ['pairs without a context', [['content-type', 'text/plain']]],
  ['a list of keys and values without a context', [{ key: 'content-type', value: 'text/plain' }]],
  ['an event without messages', { Records: [] }],
  ['null', null],
  ['false', false],
])('%s takes one place', (_what, nothing) => {
  expect(placed([nothing, { headers: { traceparent: A } }, nothing, B])).toEqual([
    [linkOf(A), 1],
    [linkOf(B), 3],
  ]);
});

test('entries that were all trimmed are no headers, and give no link', () => {
  expect(
    placed([
      ['1-0', null],
      ['2-0', null],
    ]),
  ).toEqual([]);
});

test('the item of an entry is the entry', () => {
  const items: unknown[] = [];
  const source = [['1-0', null], entry('2-0', 'traceparent', A)];
  linksFrom(source as LinkSource, {
    attributes(item) {
      items.push(item);
      return undefined;
    },
  });
  expect(items).toEqual([source[1]]);
});
