/** Promise 8: invalid, duplicate and self links are dropped; all that is said about a link survives. */
import assert from 'node:assert/strict';
import { createTraceState, INVALID_SPAN_CONTEXT, TraceFlags } from '@opentelemetry/api';
import { formatLink, inSpan, LinkFrom, type LinkSource, linksFrom, parseLink, SpanGuard, startSpan } from 'spanlink';
import { fromKafka, toKafka } from 'spanlink/messages';
import type { FinishedSpan } from 'spanlink/testing';
import { assertLinks, cause, causeLink, message, nameOf, relations } from './fixtures.js';
import type { Checks, Seen } from './run-checks.js';

class Orders {
  @LinkFrom(0)
  @LinkFrom(1, { relation: 'retry_of' })
  process(_source: LinkSource, _retried?: LinkSource): void {}

  @LinkFrom(0)
  linkLater(_source: LinkSource, later: LinkSource, span = SpanGuard.current()): void {
    span.link(later).link(span).link(span.span);
  }
}

const process = ({ spans }: Seen, source: LinkSource, retried?: LinkSource): FinishedSpan => {
  new Orders().process(source, retried);
  return spans.spans.at(-1) ?? assert.fail('there is no span');
};
const linkLater = ({ spans }: Seen, source: LinkSource, later: LinkSource): FinishedSpan => {
  new Orders().linkLater(source, later);
  return spans.spans.at(-1) ?? assert.fail('there is no span');
};
const { traceId, spanId } = cause(0);

const invalid = [
  INVALID_SPAN_CONTEXT,
  { ...cause(0), traceId: '0'.repeat(32) },
  { ...cause(0), spanId: '0'.repeat(16) },
  { ...cause(0), traceId: traceId.slice(1) },
  { ...cause(0), spanId: 'not hexadecimal!' },
  { traceId: 1, spanId: 2, traceFlags: 0 },
  { context: INVALID_SPAN_CONTEXT, attributes: {} },
  { context: undefined },
  { traceparent: `00-${'0'.repeat(32)}-${spanId}-01` },
  new SpanGuard(),
  [null, undefined],
] as readonly unknown[] as readonly LinkSource[];

export const cleanLinks: Checks = {
  'an invalid context gives no link'(seen) {
    for (const source of invalid) {
      assertLinks(process(seen, [source, message(1)]), [1]);
      assertLinks(linkLater(seen, source, source), []);
    }
  },
  'duplicates are merged, in whatever form they come'(seen) {
    const link = causeLink(0);
    const forms = [
      cause(0),
      link,
      message(0),
      { context: cause(0) },
      `00-${link}-00`,
      new Map([['traceparent', link]]),
    ];
    assertLinks(process(seen, forms.slice(0, 5)), [0]);
    assertLinks(linkLater(seen, message(0), [message(0), message(1), message(1)]), [0, 1]);
  },
  'of two links to one span, one bare, the attributes of the other are kept'(seen) {
    assert.deepEqual(relations(process(seen, message(0), message(0))), ['retry_of']);
  },
  'links to one span with different attributes are different links'(seen) {
    const links = ['previous', 'retry_of', 'previous'].flatMap((relation) => linksFrom(message(0), { relation }));
    assert.deepEqual(relations(process(seen, links)), ['previous', 'retry_of']);
  },
  'a link to itself is dropped'(seen) {
    assertLinks(linkLater(seen, undefined, message(0)), [0]);
    const span = startSpan('held');
    span.link(span).link([span.spanContext()]).complete();
    assertLinks(seen.spans.span('held'), []);
  },
  'a bare link to the own parent is dropped, and one with a reason is kept'(seen) {
    inSpan('parent', (parent) => {
      assertLinks(process(seen, parent), []);
      assertLinks(linkLater(seen, parent, parent.span), []);
      assert.deepEqual(relations(process(seen, undefined, parent)), ['retry_of']);
    });
  },
  'a link with zero ids is kept if it says something'(seen) {
    const described = { context: INVALID_SPAN_CONTEXT, attributes: { 'messaging.message.id': '7' } };
    assert.deepEqual(process(seen, described).links, [described]);
    const traceState = createTraceState('vendor=1');
    const [link] = process(seen, { context: { ...INVALID_SPAN_CONTEXT, traceState } }).links;
    assert.equal(link?.context.traceState?.get('vendor'), '1');
  },
  'trace state, flags and remoteness survive'(seen) {
    const local = { ...cause(1), isRemote: false, traceFlags: TraceFlags.NONE };
    const headers = { ...message(0).headers, tracestate: 'one=1,two=2' };
    const [carried, given] = process(seen, [{ headers }, local]).links.map((link) => link.context);
    assert.deepEqual([carried?.traceFlags, carried?.isRemote], [1, true]);
    assert.equal(carried?.traceState?.serialize(), 'one=1,two=2');
    assert.deepEqual(given, local);
  },
  'attributes of a given link are kept, beside those of the options'(seen) {
    const given = { context: cause(0), attributes: { own: 1 } };
    const links = linksFrom(given, { relation: 'origin', attributes: { more: 2 } });
    assert.deepEqual(process(seen, links).links[0]?.attributes, { own: 1, more: 2, 'spanlink.relation': 'origin' });
    assert.deepEqual(given, { context: cause(0), attributes: { own: 1 } });
  },
  'links are written as text, and read again'() {
    const text = formatLink(cause(0));
    assert.equal(text, causeLink(0));
    for (const form of [text, `00-${text}-01`]) assert.equal(parseLink(form)?.spanId, spanId);
    assert.equal(parseLink('nonsense'), undefined);
  },
  'a message of a client carries its context there and back'() {
    const headers = toKafka(message(0).headers as { traceparent: string });
    assertLinks({ links: fromKafka({ headers }) }, [0]);
  },
  'the span of a method is named after its class'(seen) {
    assert.equal(process(seen, undefined).name, nameOf(Orders, 'process'));
  },
};
