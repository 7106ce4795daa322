/** `linksFrom` reads every kind of source, and adds the requested attributes to each link. */
import { context, createTraceState, INVALID_SPAN_CONTEXT, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { inSpan, linksFrom, type LinkSource, SpanGuard, startSpan } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { A, B, C, contextOf, linkOf, linkTargets } from '../../fixtures/spans.js';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

describe('linksFrom of a single source', () => {
  test.each<[string, LinkSource]>([
    ['a span', trace.wrapSpanContext(contextOf(A))],
    ['a span context', contextOf(A)],
    ['a link', { context: contextOf(A) }],
    ['a context', trace.setSpanContext(ROOT_CONTEXT, contextOf(A))],
    ["'traceid-spanid'", linkOf(A)],
    ['a traceparent', A],
    ['a traceparent as bytes', Buffer.from(A) as never],
    ['a carrier', { traceparent: A }],
    ['a message', { headers: { traceparent: A } }],
  ])('returns one link for %s', (_what, source) => {
    expect(linkTargets(linksFrom(source))).toEqual([linkOf(A)]);
  });

  test.each<[string, LinkSource]>([
    ['null', null],
    ['undefined', undefined],
    ['an invalid span', trace.wrapSpanContext(INVALID_SPAN_CONTEXT)],
    ['an invalid span context', INVALID_SPAN_CONTEXT],
    ['a span context with a short id', { ...contextOf(A), spanId: 'b7ad' }],
    ['a context without a span', ROOT_CONTEXT],
    ['a pending guard', new SpanGuard()],
    ['some text', 'traceparent'],
    ['an object without a context', { headers: { 'content-type': 'text/plain' } }],
    ['a number', 7 as never],
    ['a function', ((): string => A) as never],
  ])('returns no link for %s', (_what, source) => {
    expect(linksFrom(source)).toEqual([]);
  });

  test('returns a link to the span of a guard, before and after its end', () => {
    const guard = startSpan('cause');
    const started = linksFrom(guard);
    guard.complete();
    expect(started).toEqual([{ context: recorder.span('cause').spanContext() }]);
    expect(linksFrom(guard)).toEqual(started);
  });

  test('returns a link to the active span for the active context', () => {
    const links = inSpan('cause', () => linksFrom(context.active()));
    expect(links).toEqual([{ context: recorder.span('cause').spanContext() }]);
  });

  test('copies a span context with its flags, trace state and remoteness', () => {
    const source = { ...contextOf(A), traceFlags: 3, isRemote: false, traceState: createTraceState('vendor=1') };
    const [link] = linksFrom(source);
    expect(link?.context).toEqual(source);
    expect(link?.context).not.toBe(source);
  });

  test('keeps the attributes of a link', () => {
    const links = linksFrom({ context: contextOf(A), attributes: { 'order.id': '7' } });
    expect(links).toEqual([{ context: contextOf(A), attributes: { 'order.id': '7' } }]);
  });

  test('keeps a link of zero ids for its attributes or its trace state, and drops it without', () => {
    const described = { context: INVALID_SPAN_CONTEXT, attributes: { why: 'unknown' } };
    const stated = { context: { ...INVALID_SPAN_CONTEXT, traceState: createTraceState('vendor=1') } };
    expect(linksFrom([described, { context: INVALID_SPAN_CONTEXT }, stated])).toEqual([described, stated]);
  });
});

describe('linksFrom of several sources', () => {
  test('returns their links in order, and each span once', () => {
    expect(linkTargets(linksFrom([A, contextOf(B), linkOf(A), { headers: { traceparent: C } }, B]))).toEqual(
      [A, B, C].map(linkOf),
    );
  });

  test('returns the links of the others if one holds no context', () => {
    expect(linkTargets(linksFrom([null, 'nothing', A, {}, B, undefined]))).toEqual([A, B].map(linkOf));
  });
});

describe('The attributes of a link', () => {
  test('are none by default', () => {
    expect(linksFrom(A)).toEqual([{ context: contextOf(A) }]);
  });

  test('contain the relation', () => {
    expect(linksFrom([A, B], { relation: 'retry_of' }).map(({ attributes }) => attributes)).toEqual([
      { 'spanlink.relation': 'retry_of' },
      { 'spanlink.relation': 'retry_of' },
    ]);
  });

  test('contain the given attributes, beside the relation and those of the link itself', () => {
    const source = { context: contextOf(A), attributes: { 'order.id': '7', queue: 'slow' } };
    expect(linksFrom(source, { relation: 'origin', attributes: { queue: 'fast' } })[0]?.attributes).toEqual({
      'order.id': '7',
      queue: 'fast',
      'spanlink.relation': 'origin',
    });
  });

  test('may be computed from the item and its place', () => {
    const batch = [
      { id: 'x', headers: {} },
      { id: 'y', headers: { traceparent: A } },
      { id: 'z', headers: { traceparent: B } },
    ];
    const attributes = (item: unknown, index: number): { id: string; index: number } => ({
      id: (item as { id: string }).id,
      index,
    });
    expect(linksFrom(batch, { relation: 'batch_item', attributes }).map((link) => link.attributes)).toEqual([
      { 'spanlink.relation': 'batch_item', id: 'y', index: 1 },
      { 'spanlink.relation': 'batch_item', id: 'z', index: 2 },
    ]);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('no attributes');
      },
    ],
    ['returns nothing', () => undefined],
    ['returns no object', () => 'nonsense'],
    ['returns a promise', () => Promise.reject(new Error('later'))],
  ])('are the relation alone if the function %s', (_what, attributes) => {
    expect(linksFrom(A, { relation: 'origin', attributes: attributes as never })).toEqual([
      { context: contextOf(A), attributes: { 'spanlink.relation': 'origin' } },
    ]);
  });

  test('keep two links to one span apart if they differ', () => {
    const one = { context: contextOf(A), attributes: { 'spanlink.relation': 'previous' } };
    const other = { context: contextOf(A), attributes: { 'spanlink.relation': 'retry_of' } };
    expect(linksFrom([one, other, one])).toEqual([one, other]);
  });

  test('of a bare link are those of its duplicate', () => {
    expect(linksFrom([A, { context: contextOf(A), attributes: { queue: 'fast' } }])).toEqual([
      { context: contextOf(A), attributes: { queue: 'fast' } },
    ]);
  });
});
