/** What may come from outside: too big, too deep, throwing, cyclic, or pretending. None of it names a span. */
import { trace } from '@opentelemetry/api';
import { SpanGuard } from 'spanlink';
import { causeLink } from './fixtures';

export const megabyte = 'a'.repeat(2 ** 20);
export const valid = `00-${causeLink(0)}-01`;
export const fail = (): never => {
  throw new Error('thrown by the input');
};
export const throwing = (...names: string[]): object =>
  Object.defineProperties({}, Object.fromEntries(names.map((name) => [name, { get: fail, enumerable: true }])));
export const revoked = (target: object): object => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};
const cycle: Record<string, unknown> = { name: 'cycle' };
cycle.headers = cycle;
cycle.context = cycle;
const cyclicList: unknown[] = [];
cyclicList.push(cyclicList, [cyclicList]);
export const hostile = new Proxy(
  {},
  { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail, getOwnPropertyDescriptor: fail },
);
const everything = new Proxy({}, { get: () => () => megabyte, has: () => true });
const deep = JSON.parse('['.repeat(5_000) + ']'.repeat(5_000)) as unknown;

export const inputs: [string, unknown][] = [
  ['a megabyte of text', megabyte],
  ['a megabyte that begins as a traceparent', valid + megabyte],
  ['a megabyte that begins as a traceparent of a later version', `cc-${causeLink(0)}-01${megabyte}`],
  ['a megabyte of JSON', `{"traceparent":"${megabyte}"}`],
  ['a megabyte of open braces', '{'.repeat(2 ** 20)],
  ['a traceparent header of a megabyte', { traceparent: megabyte }],
  ['a traceparent header of a megabyte of commas', { traceparent: ','.repeat(2 ** 20) }],
  [
    'every known header, each a megabyte',
    { b3: megabyte, 'uber-trace-id': megabyte, baggage: megabyte, 'x-amzn-trace-id': megabyte, tracestate: megabyte },
  ],
  ['a megabyte of bytes', Buffer.alloc(2 ** 20, 'a')],
  ['a header of a megabyte of bytes', { headers: { traceparent: new Uint8Array(2 ** 20) } }],
  ['100,000 headers', Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`x-${n}`, 'value']))],
  ['100,000 pairs of headers', Array.from({ length: 100_000 }, (_, n) => [`x-${n}`, 'value'])],
  ['100,000 values of one header', { traceparent: Array.from({ length: 100_000 }, () => 'nonsense') }],
  ['100,000 items of nothing', Array.from({ length: 100_000 }, () => ({}))],
  ['an array of a huge length', Object.assign([], { length: 2 ** 32 - 1 })],
  ['an object with the length of an array', { length: 2 ** 53 }],
  ['getters that throw', throwing('traceparent', 'headers', 'context', 'spanContext', 'traceId', 'get', 'getValue')],
  ['headers with getters that throw', { headers: throwing('traceparent', 'tracestate', 'b3') }],
  [
    'a span context with getters that throw',
    Object.assign(throwing('traceFlags', 'isRemote'), { traceId: 'a', spanId: 'b' }),
  ],
  ['a link with a context that throws', { context: throwing('traceId') }],
  ['a method that throws', { spanContext: fail }],
  ['a context that throws', { getValue: fail }],
  ['headers whose get throws', { get: fail, keys: fail, [Symbol.iterator]: fail }],
  ['an iterator that throws', { [Symbol.iterator]: fail }],
  ['an iterator that is none', { [Symbol.iterator]: () => 7 }],
  ['a revoked proxy', revoked({})],
  ['a revoked proxy of an array', revoked([])],
  ['a proxy that throws', hostile],
  ['a proxy that has everything', everything],
  ['headers in a proxy that throws', { headers: hostile }],
  ['an object that holds itself', cycle],
  ['a list that holds itself', cyclicList],
  ['a list that is nested 5,000 deep', deep],
  ['a prototype of its own', { __proto__: { headers: fail } }],
  ['a prototype in JSON', JSON.parse(`{"__proto__": {"traceparent": "${valid}"}}`)],
  ['a prototype in the JSON of headers', { headers: `{"__proto__": {"traceparent": "${valid}"}}` }],
  ['a constructor in JSON', JSON.parse(`{"constructor": {"prototype": {"traceparent": "${valid}"}}}`)],
  ['nothing but a name', Object.create(null)],
  ['a function', fail],
  ['a class', SpanGuard],
  ['a number', NaN],
  ['a symbol', Symbol.iterator],
  ['a big number', 10n ** 100n],
  ['the global object', globalThis],
  ['an error', new Error(valid)],
  ['a date', new Date(NaN)],
  ['a module', trace],
];
