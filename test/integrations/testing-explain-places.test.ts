/** `explain` of `spanlink/testing`: the place of a span, as far as it is looked for, and what is suggested. */
import { Readable } from 'node:stream';
import { linksFrom } from 'spanlink';
import { explain } from 'spanlink/testing';
import { B } from '../fixtures/spans';

const linesOf = (source: unknown): string[] => explain(source).text.split('\n  ');
const SPAN = 'holds span 00f067aa… of trace 4bf92f35…';
const many = (count: number): [string, null][] => Array.from({ length: count }, (_, at) => [`k${at}`, null]);

test.each<[string, (before: number) => unknown, string]>([
  ['items', (before) => [...many(before), { traceparent: B }], ' in [99].traceparent'],
  ['items of a Set', (before) => new Set([...many(before), { traceparent: B }]), ' in [99].traceparent'],
  ['entries of a Map', (before) => new Map<string, unknown>([...many(before), ['traceparent', B]]), ' in traceparent'],
  ['keys', (before) => Object.fromEntries([...many(before), ['traceparent', B]]), ' in traceparent'],
])('the place of a span is told within the first hundred %s', (_name, make, place) => {
  expect(linesOf(make(99)).at(-1)).toBe(SPAN + place);
  expect(linesOf(make(100)).at(-1)).toBe(SPAN);
});

test('the place of a span is told behind a gap in an array', () => {
  const sparse: unknown[] = [];
  sparse[1] = { traceparent: B };
  expect(linesOf(sparse).at(-1)).toBe(`${SPAN} in [1].traceparent`);
});

test('a span context has no place in its source', () => {
  expect(linesOf({ traceId: B.slice(3, 35), spanId: B.slice(36, 52), traceFlags: 1 })[1]).toBe(SPAN);
});

class Message {
  'ce-traceparent' = B;
}
test.each<[string, object]>([
  ['a plain object', { 'ce-traceparent': B }],
  ['an object without a prototype', Object.assign(Object.create(null) as object, { 'ce-traceparent': B })],
  ['an instance of a class', new Message()],
  ['an object that inherits from a plain one', Object.assign(Object.create({}) as object, { 'ce-traceparent': B })],
])('%s is suggested if links are made of it, and not otherwise', (_name, payload) => {
  const isRead = linksFrom(payload as never).length > 0;
  expect(explain({ payload }).text.includes('did you mean')).toBe(isRead);
});

test('the span in the headers of a stream is told without its place, as nothing is looked for in that', () => {
  const stream = Object.assign(Readable.from([]), { headers: { traceparent: B } });
  expect(linesOf(stream)).toEqual(['an iterator or a stream, which reading would use up', SPAN]);
});
