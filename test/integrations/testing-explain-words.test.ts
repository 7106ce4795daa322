/** `explain` of `spanlink/testing`: the words for each kind of source, and how much is told. */
import { explain } from 'spanlink/testing';
import { A } from '../fixtures/spans';

/** Returns the lines of an explanation, the first of which describes the source. */
const linesOf = (source: unknown): string[] => explain(source).text.split('\n  ');
/** Returns the reason why nothing was found in a source. */
const missOf = (source: unknown): string => linesOf(source)[1]?.replace('holds no span context: ', '') ?? 'nothing';

class Order {
  id = 1;
}
const keys = (count: number): object => Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, 1]));

test.each<[unknown, string]>([
  [undefined, 'undefined'],
  [false, 'false'],
  [Symbol('secret'), 'a symbol'],
  [7n, 'a bigint'],
  ['x', 'a text of 1 character'],
  ['secret', 'a text of 6 characters'],
  [Buffer.from('x'), '1 byte'],
  [new ArrayBuffer(3), '3 bytes'],
  [new Proxy({}, {}), 'a proxy'],
  [Promise.resolve(A), 'a promise, which nothing waits for'],
  [[], 'an empty array'],
  [[{}], 'an array of 1 item, the first an object without keys'],
  [[[{}], 2], 'an array of 2 items, the first an array'],
  [new Set([1]), 'a Set of 1 item'],
  [new Set([1, 2]), 'a Set of 2 items'],
  [[1].values(), 'an iterator or a stream, which reading would use up'],
  [{ [Symbol.asyncIterator]: () => 'secret' }, 'an iterator or a stream, which reading would use up'],
  [new Map(), 'a Map without keys'],
  [
    new Map<unknown, unknown>([
      [Buffer.from('key'), 1],
      [7, 1],
      ['id', 1],
    ]),
    'a Map with keys key, id',
  ],
  [{}, 'an object without keys'],
  [Object.create(null), 'an object without keys'],
  [new Order(), 'an object of Order with keys id'],
  [new (class {})(), 'an object without keys'],
  [{ constructor: 'secret' }, 'an object with keys constructor'],
  [{ constructor: { name: 7 } }, 'an object with keys constructor'],
  [keys(10), 'an object with keys k0, k1, k2, k3, k4, k5, k6, k7, k8, k9'],
  [keys(11), 'an object with keys k0, k1, k2, k3, k4, k5, k6, k7, k8, k9 (and 1 more)'],
  [{ ['k'.repeat(40)]: 1 }, `an object with keys ${'k'.repeat(40)}`],
  [{ ['k'.repeat(41)]: 1 }, `an object with keys ${'k'.repeat(40)}…`],
])('%p is described as: %s', (source, expected) => {
  expect(linesOf(source)[0]).toBe(expected);
});

const INSTALL = 'install @opentelemetry/propagator-b3, or register a propagator for it';
const NO_HEADERS = 'no headers, no traceparent';
test.each<[string, unknown, string]>([
  ['undefined', undefined, 'undefined means that there is no cause'],
  ['false', false, 'false means that there is no cause'],
  ['a number', 7, 'nothing can be read of that'],
  ['a proxy', new Proxy({}, {}), 'a proxy is read, and not explained'],
  ['an iterator', [].values(), 'select a copy of its items, such as (items) => [...items]'],
  ['items that are texts', ['x'], 'no item holds a context'],
  ['items that are bytes', [Buffer.from('x')], 'no item holds a context'],
  ['an empty array', [], 'no item holds a context'],
  ['items that are objects', [{}, 1], `in the first item ${NO_HEADERS}`],
  ['JSON', '{"id":1}', 'its JSON has no traceparent, no headers, and no field of a known client'],
  ['JSON of a list', ' [1]', 'its JSON has no traceparent, no headers, and no field of a known client'],
  ['a text with a brace', 'x{', 'it is no traceparent (its length is 2, and not 55), no traceid-spanid and no JSON'],
  ['a long traceid-spanid', `${A.slice(3, 35)}x${A.slice(36, 52)}`, 'it is not of the form <trace id>-<span id>'],
  [
    'a getter',
    {
      get headers() {
        return {};
      },
    },
    'headers is undefined, or behind a getter, no traceparent',
  ],
  ['headers that are null', { headers: null }, 'headers is null, no traceparent'],
  ['headers that are a text', { headers: 'x' }, 'headers is a text of 1 character, no traceparent'],
  ['items that inherit both', [Object.create({ headers: {}, traceparent: {} })], 'no item holds a context'],
  ['what inherits both', Object.create({ headers: {}, traceparent: {} }), 'holds no span context'],
  ['an odd name', { 'x-b3-a.b': 'x' }, `['x-b3-a.b'] is of B3: ${INSTALL}`],
  ['inherited headers', Object.create({ headers: {} }), 'no traceparent'],
  ['a traceparent that is an object', { traceparent: {} }, 'traceparent is an object, not a text'],
  ['a field that is known to no reader', { order: { traceparent: 'x' } }, NO_HEADERS],
  ['a field without an object', { opts: 7 }, NO_HEADERS],
  [
    'fields of clients',
    { opts: { telemetry: { id: 1 }, other: {}, headers: null }, fields: {}, Attributes: {} },
    `${NO_HEADERS}, opts (BullMQ) is an object with keys telemetry, other, headers, ` +
      'opts.telemetry is an object with keys id, Attributes (AWS X-Ray) is an object without keys',
  ],
  [
    'a field of several clients, and what is inside',
    { properties: { headers: { headers: { traceparent: 'x' } }, userProperties: {}, attributes: {} } },
    `${NO_HEADERS}, properties (amqplib, MQTT 5, Azure Event Hubs) is an object with keys headers, userProperties, ` +
      'attributes, properties.headers is an object with keys headers, properties.userProperties is an object without ' +
      'keys, properties.attributes is an object without keys',
  ],
])('of %s it is said why there is no context', (_name, source, expected) => {
  expect(missOf(source)).toBe(expected);
});

test('eight places are told', () => {
  const headers = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`x-datadog-${at}`, 'x']));
  expect(missOf({ headers }).split(', ')).toHaveLength(8);
});

test('ten spans are told with their places, and the others counted', () => {
  const batch = Array.from({ length: 11 }, (_, at) => ({ traceparent: `${A.slice(0, 50)}${at + 16}-01` }));
  expect(linesOf(batch.slice(1))).toHaveLength(11);
  expect(linesOf(batch)).toHaveLength(12);
  expect(linesOf(batch).slice(-2)).toEqual([
    'holds span b7ad6b71… of trace 0af76519… in [9].traceparent',
    'and 1 more',
  ]);
});
