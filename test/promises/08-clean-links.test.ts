/** Promise 8: invalid, duplicate and self links are dropped; the attributes of a link survive. */
import { createTraceState, INVALID_SPAN_CONTEXT, type Link, type SpanContext, TraceFlags } from '@opentelemetry/api';
import { inSpan, LinkFrom, type LinkSource, linksFrom, SpanGuard, startSpan } from 'spanlink';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { cause, causeLink, causeTraceparent, linkTargets, message } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

class Orders {
  @LinkFrom(0)
  @LinkFrom(1, { relation: 'retry_of' })
  process(_source: LinkSource, _retried?: LinkSource): void {}

  @LinkFrom(0)
  linkLater(_source: LinkSource, later: LinkSource, span = SpanGuard.current()): void {
    span.link(later).link(span).link(span.span);
  }
}

const process = (source: LinkSource, retried?: LinkSource): FinishedSpan => {
  new Orders().process(source, retried);
  return recorder.span('Orders.process');
};
const linkLater = (source: LinkSource, later: LinkSource): FinishedSpan => {
  new Orders().linkLater(source, later);
  return recorder.span('Orders.linkLater');
};
const { traceId, spanId } = cause(0);

describe('An invalid context gives no link:', () => {
  const invalid: [string, LinkSource][] = [
    ['of zeros', INVALID_SPAN_CONTEXT],
    ['with a zero trace id', { ...cause(0), traceId: '0'.repeat(32) }],
    ['with a zero span id', { ...cause(0), spanId: '0'.repeat(16) }],
    ['with ids that are too short', { ...cause(0), traceId: traceId.slice(1) }],
    ['with ids that are not hexadecimal', { ...cause(0), spanId: 'not hexadecimal!' }],
    ['with ids that are no text', { traceId: 1, spanId: 2, traceFlags: 0 } as unknown as SpanContext],
    ['in a link', { context: INVALID_SPAN_CONTEXT }],
    ['in a link with empty attributes', { context: INVALID_SPAN_CONTEXT, attributes: {} }],
    ['in a link without one', { context: undefined } as unknown as Link],
    ['in headers', { traceparent: `00-${'0'.repeat(32)}-${spanId}-01` }],
    ['of a guard that has not started', new SpanGuard()],
    ['of nothing', [null, undefined]],
  ];
  test.each(invalid)('%s', (_, source) => {
    expect(process([source, message(1)] as LinkSource)).toHaveLinkCount(1);
    expect(linkLater(source, source)).toHaveLinkCount(0);
  });
});

test('duplicates are merged, in whatever form they come', () => {
  const forms = [cause(0), causeLink(0), message(0), { context: cause(0) }, `00-${causeLink(0)}-00`, message(0)];
  expect(linkTargets(process(forms as LinkSource))).toEqual([causeLink(0)]);
});

test('a duplicate that comes later is merged too', () => {
  expect(linkTargets(linkLater(message(0), [message(0), message(1), message(1)]))).toEqual([
    causeLink(0),
    causeLink(1),
  ]);
});

test('of two links to one span, one bare, the attributes of the other are kept', () => {
  expect(process(message(0), message(0)).links.map(({ attributes }) => attributes)).toEqual([
    { 'spanlink.relation': 'retry_of' },
  ]);
});

test('links to one span with different attributes are different links', () => {
  const links = (['previous', 'retry_of', 'previous'] as const).flatMap((relation) =>
    linksFrom(message(0), { relation }),
  );
  expect(process(links).links.map(({ attributes }) => attributes?.['spanlink.relation'])).toEqual([
    'previous',
    'retry_of',
  ]);
});

test('a later link to one span with more attributes is a further link, as the first is recorded already', () => {
  inSpan('block', { links: message(0) }, (span) => span.link(message(0), { relation: 'origin' }).link(message(0)));
  expect(recorder.span('block').links.map(({ attributes }) => attributes)).toEqual([
    undefined,
    { 'spanlink.relation': 'origin' },
  ]);
});

test('spans with one span id in two traces are two targets', () => {
  const other = { ...cause(0), traceId: cause(1).traceId };
  const many = Array.from({ length: 20 }, (_, n) => cause(n + 2));
  expect(linkTargets(process([cause(0), other, ...many, other, cause(0)]))).toHaveLength(22);
});

test('a link to itself is dropped', () => {
  expect(linkLater(undefined, message(0)).links).toHaveLength(1);
  using span = startSpan('held');
  span
    .link(span)
    .link([span.spanContext()])
    .link({ context: span.spanContext(), attributes: { why: 'itself' } });
  span.complete();
  expect(recorder.span('held')).toHaveLinkCount(0);
});

test('a link with empty attributes, however it got them, is a bare link', () => {
  inSpan('parent', (parent) =>
    inSpan('child', (span) => span.link(parent, { attributes: {} }).link(parent, { attributes: () => ({}) })),
  );
  expect(recorder.span('child')).toHaveLinkCount(0);
});

test('a bare link to the own parent is dropped, and one with a reason is kept', () => {
  inSpan('parent', (parent) => {
    process(parent);
    linkLater(parent, parent.span);
    inSpan('late', (span) =>
      span.link(parent).link({ context: parent.spanContext(), attributes: {} }).link(message(0)),
    );
    inSpan('said', { links: linksFrom(parent, { relation: 'triggered' }) }, (span) =>
      span.link(parent, { relation: 'origin' }),
    );
  });
  expect(recorder.span('Orders.process')).toHaveLinkCount(0);
  expect(recorder.span('Orders.linkLater')).toHaveLinkCount(0);
  expect(linkTargets(recorder.span('late'))).toEqual([causeLink(0)]);
  expect(recorder.span('said').links.map(({ attributes }) => attributes?.['spanlink.relation'])).toEqual([
    'triggered',
    'origin',
  ]);
  expect(recorder.span('said')).toBeChildOf(recorder.span('parent'));
});

test('a bare link to a parent that was chosen is one with the link that this brings', () => {
  inSpan('chosen', { parent: () => cause(0), links: [message(0), message(1)] }, () => undefined);
  expect(linkTargets(recorder.span('chosen'))).toEqual([causeLink(0), causeLink(1)]);
  expect(recorder.span('chosen')).toLinkTo(cause(0), { relation: 'parent' });
});

describe('A link with zero ids', () => {
  test('with attributes is kept, also twice', () => {
    const described = { context: INVALID_SPAN_CONTEXT, attributes: { 'messaging.message.id': '7' } };
    expect(process([described, { ...described }]).links).toEqual([described, described]);
    expect(linkLater(undefined, described).links).toEqual([described]);
  });

  test('with trace state is kept', () => {
    const context = { ...INVALID_SPAN_CONTEXT, traceState: createTraceState('vendor=1') };
    const [link] = process({ context }).links;
    expect(link?.context.traceState?.get('vendor')).toBe('1');
  });

  test('that a guard collected is kept', () => {
    const described = { context: INVALID_SPAN_CONTEXT, attributes: { id: 1 } };
    inSpan('child', (span) => span.link(described).link(message(0)));
    expect(recorder.span('child').links).toHaveLength(2);
  });
});

test('trace state, flags and remoteness survive', () => {
  const tracestate = 'one=1,two=2';
  const local = { ...cause(1), isRemote: false, traceFlags: TraceFlags.NONE };
  const headers = { traceparent: causeTraceparent(0), tracestate };
  const carried = { ...cause(2), traceFlags: 3, traceState: createTraceState(tracestate) };
  const [fromHeaders, fromSpan, fromContext] = process([{ headers }, local, carried]).links.map(
    ({ context }) => context,
  );
  expect(fromHeaders).toMatchObject({ traceFlags: 1, isRemote: true });
  expect(fromHeaders?.traceState?.serialize()).toBe(tracestate);
  expect(fromSpan).toEqual(local);
  expect(fromContext).toMatchObject({ traceFlags: 3 });
  expect(fromContext?.traceState?.serialize()).toBe(tracestate);
});

test('of two links to one span, the trace state and flags of the one that has them are kept', () => {
  const bare = { ...cause(0), traceFlags: 0 };
  const [link, ...others] = process([
    bare,
    { headers: { traceparent: causeTraceparent(0), tracestate: 'one=1' } },
  ]).links;
  expect(others).toEqual([]);
  expect(link?.context.traceFlags).toBe(1);
  expect(link?.context.traceState?.get('one')).toBe('1');
});

test('attributes of a given link are kept, beside those of the options', () => {
  inSpan(
    'block',
    {
      links: linksFrom({ context: cause(0), attributes: { own: 1 } }, { relation: 'origin', attributes: { more: 2 } }),
    },
    () => undefined,
  );
  expect(recorder.span('block').links[0]?.attributes).toEqual({ own: 1, more: 2, 'spanlink.relation': 'origin' });
});

test('the application’s own objects are left as they were', () => {
  const link = Object.freeze({ context: Object.freeze(cause(0)), attributes: Object.freeze({ own: 1 }) });
  process([link, link], link);
  expect(link).toEqual({ context: cause(0), attributes: { own: 1 } });
});
