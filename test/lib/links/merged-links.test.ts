/** Links to one span become one, which says all that any of them says. */
import {
  type Attributes,
  createTraceState,
  INVALID_SPAN_CONTEXT,
  type Link,
  type SpanContext,
} from '@opentelemetry/api';
import { formatLink, type LinkSource, linksFrom } from 'spanlink';
import { cause, linkTargets } from '../../fixtures/spans.js';

const contextOf = (traceFlags: number, state?: string): SpanContext => ({
  ...cause(0),
  traceFlags,
  ...(state !== undefined && { traceState: createTraceState(`from=${state}`) }),
});
const merge = (...contexts: SpanContext[]): [number | undefined, string | undefined] => {
  const [link, ...others] = linksFrom(contexts);
  expect(others).toEqual([]);
  return [link?.context.traceFlags, link?.context.traceState?.get('from')];
};

test.each([
  ['trace state, before the flags', contextOf(1), contextOf(0, 'one'), [0, 'one']],
  ['a sampled flag, where neither has trace state', contextOf(0), contextOf(1), [1, undefined]],
  ['a sampled flag, where both have trace state', contextOf(0, 'one'), contextOf(1, 'two'), [1, 'two']],
])('of two links to one span, that with %s is kept, in either order', (_what, poorer, richer, expected) => {
  expect(merge(poorer, richer)).toEqual(expected);
  expect(merge(richer, poorer)).toEqual(expected);
});

test('of two links to one span that say as much as each other, the first is kept', () => {
  expect(merge(contextOf(1, 'one'), contextOf(1, 'two'))).toEqual([1, 'one']);
});

const many = Array.from({ length: 3_000 }, (_, n) => cause(n ** 2));

test.each<[string, LinkSource]>([
  ['a list', [...many, ...many]],
  ['a list of lists', [many, many]],
  ['an iterator, which does not tell how many come', [...many, ...many].values()],
])('of the thousands of links in %s, each twice, each is one, in the order in which it first came', (_what, source) => {
  expect(linkTargets(linksFrom(source))).toEqual(many.map(formatLink));
});

test('spans of one trace whose ids differ in their first digit alone are two', () => {
  const other = { ...cause(0), spanId: `e${cause(0).spanId.slice(1)}` };
  expect(linkTargets(linksFrom([cause(0), other, cause(0)]))).toEqual([cause(0), other].map(formatLink));
});

describe('Spans of one span id in several traces', () => {
  const inTrace = (n: number): SpanContext => ({ ...cause(0), traceId: cause(n).traceId });
  const spans = [0, 1, 2, 3].map(inTrace);

  test('are as many targets, each once', () => {
    expect(linkTargets(linksFrom([...spans, ...spans]))).toEqual(spans.map(formatLink));
  });

  test('each keep the attributes of a later duplicate', () => {
    const described = { context: inTrace(2), attributes: { offset: 7 } };
    expect(linksFrom([...spans, ...spans, described])).toEqual(
      spans.map((context, n) => (n === 2 ? described : { context })),
    );
  });
});

test('a link without a value and one with its name as text are two', () => {
  const say = (a: unknown): Link => ({ context: cause(0), attributes: { a, b: 1 } as Attributes });
  expect(linksFrom([say([null]), say(['null']), say(['object']), say([null])])).toHaveLength(3);
});

test('a bare link has no attributes, not even under the name', () => {
  expect(linksFrom([cause(0), { context: cause(1), attributes: {} }]).map(Object.keys)).toEqual([
    ['context'],
    ['context'],
  ]);
  const state = createTraceState('from=one');
  expect(Object.keys(linksFrom({ context: { ...INVALID_SPAN_CONTEXT, traceState: state } })[0] ?? {})).toEqual([
    'context',
  ]);
});

test.each([
  ['trace', { ...INVALID_SPAN_CONTEXT, spanId: cause(0).spanId }],
  ['span', { ...INVALID_SPAN_CONTEXT, traceId: cause(0).traceId }],
])('a link whose %s id alone is zeros is none, whatever its attributes say', (_which, context) => {
  expect(linksFrom({ context, attributes: { why: 'unknown' } })).toEqual([]);
});

test.each<[string, LinkSource]>([
  ['a trace id of 24 digits', { 'sentry-trace': `${'a'.repeat(24)}-${'b'.repeat(16)}-1` }],
  ['a trace id of 40 digits', { 'sentry-trace': `${'a'.repeat(40)}-${'b'.repeat(16)}-1` }],
  ['a span id of 8 digits', { 'sentry-trace': `${'a'.repeat(32)}-${'b'.repeat(8)}-1` }],
  ['a span id of 24 digits', { 'sentry-trace': `${'a'.repeat(32)}-${'b'.repeat(24)}-1` }],
])('headers of another format with %s give no link', (_what, headers) => {
  expect(linksFrom(headers)).toEqual([]);
});
