/** Promise 9: links past the limit are spread over child spans, or counted. */
import assert from 'node:assert/strict';
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace-node';
import { configure, inSpan, LinkFrom, type LinkSource, Span, SpanGuard } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { assertChild, assertLinks, causeLink, type Message, message, messages, nameOf, names } from './fixtures.js';
import type { Checks } from './run-checks.js';

class Orders {
  @LinkFrom(0)
  process(_batch: LinkSource): void {}

  @LinkFrom(0)
  async processLater(batch: Message[], later: Message[], span = SpanGuard.current()): Promise<void> {
    await Promise.resolve();
    for (const each of later) span.link(each);
  }

  @Span()
  late(): SpanGuard {
    return SpanGuard.current();
  }
}

const orders = new Orders();
const process = nameOf(Orders, 'process');
const processLater = nameOf(Orders, 'processLater');
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);

/** A check that one end of 100 links is kept, and the others are counted. */
const keeps =
  (overflow: 'first' | 'last', kept: readonly number[]): Checks[string] =>
  ({ spans, counts }) => {
    configure({ linkLimit: 8, overflow });
    orders.process(messages(100));
    assert.deepEqual(names(spans), [process]);
    assertLinks(spans.span(process), kept);
    assert.deepEqual(spans.span(process).attributes, { 'spanlink.links.total': 100, 'spanlink.links.dropped': 92 });
    assert.deepEqual(counts, { 'spanlink.links.dropped': 92 });
  };

export const noneLostInSilence: Checks = {
  '10,000 links of one call are found again, each once, on spans within the limit'({ spans, counts }) {
    orders.process(messages(10_000));
    const span = spans.span(process);
    const parts = spans.spans.filter(({ name }) => name !== process);
    assertLinks(span, range(0, 128));
    assertLinks({ links: [span, ...parts].flatMap(({ links }) => links) }, range(0, 10_000));
    assert.deepEqual(
      parts.map(({ name }) => name),
      range(2, 80).map((part) => `${process} links ${part}/79`),
    );
    for (const part of parts) {
      assertChild(part, span);
      assert.ok(part.links.length <= 128);
    }
    assert.deepEqual(span.attributes, { 'spanlink.links.total': 10_000 });
    assert.deepEqual([counts, spans.unfinished], [{}, []]);
  },
  'as many links as the limit need no further span, and one more does'({ spans }) {
    orders.process(messages(128));
    assert.deepEqual([names(spans), spans.span(process).attributes], [[process], {}]);
    spans.reset();
    orders.process(messages(129));
    assert.deepEqual(names(spans), [`${process} links 2/2`, process]);
  },
  'links past the limit keep their attributes, and mirror on their own span'({ spans }) {
    configure({ linkLimit: 2, linkAttribute: 'span_links' });
    inSpan('batch', (span) => void span.link(messages(5), { attributes: (_, index) => ({ index }) }));
    assert.deepEqual(
      spans.spans.map(({ name, attributes }) => [name, attributes['span_links']]),
      [
        ['batch links 2/3', [2, 3].map(causeLink)],
        ['batch links 3/3', [4].map(causeLink)],
        ['batch', [0, 1].map(causeLink)],
      ],
    );
    assert.deepEqual(spans.span('batch links 3/3').links[0]?.attributes, { index: 4 });
  },
  '`first` keeps that end, and counts the others': keeps('first', range(0, 8)),
  '`last` keeps that end, and counts the others': keeps('last', range(92, 100)),
  'a limit of 0 records no link, and counts them all'({ spans, counts }) {
    configure({ linkLimit: 0 });
    orders.process(messages(3));
    assertLinks(spans.span(process), []);
    assert.deepEqual(counts, { 'spanlink.links.dropped': 3 });
  },
  async 'links that come after the start are spread too'({ spans }) {
    configure({ linkLimit: 4 });
    await orders.processLater(messages(3), messages(11));
    assertLinks(spans.span(processLater), range(0, 4));
    assert.deepEqual(names(spans).slice(0, 2), [`${processLater} links 2/3`, `${processLater} links 3/3`]);
    assert.deepEqual(spans.span(processLater).attributes, { 'spanlink.links.total': 11 });
  },
  'links that come after the end are refused, counted, and warned of once'({ spans, reports, counts }) {
    const guard = orders.late();
    for (let turn = 0; turn < 3; turn++) guard.link(messages(2));
    assertLinks(spans.span(nameOf(Orders, 'late')), []);
    assert.deepEqual(counts, { 'spanlink.links.late': 6 });
    assert.equal(reports.length, 1);
  },
  'a value without a context is counted'({ counts }) {
    orders.process([message(0), 'nonsense', {}, 7, null] as LinkSource);
    assert.deepEqual(counts, { 'spanlink.links.unreadable': 3 });
  },
  'links of an unsampled span do not count as dropped'({ counts }) {
    recordSpans({ sampler: new AlwaysOffSampler() });
    orders.process(messages(200));
    assert.deepEqual(counts, {});
  },
};
