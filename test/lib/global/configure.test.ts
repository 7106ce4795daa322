/** `configure`: each setting, its default, and the values that it refuses. */
import { type Configuration, configure, linksFrom, startSpan } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { anotherCopy } from '../../fixtures/copies.js';
import { recordReports } from '../../fixtures/reports.js';
import { causeLink, linkTargets, messages } from '../../fixtures/spans.js';

const recorder = recordSpans({ linkCountLimit: 1_000 });
beforeEach(() => recorder.reset());
afterEach(() =>
  configure({ linkLimit: undefined, overflow: undefined, linkAttribute: undefined, relationAliases: undefined }),
);
afterAll(() => recorder.stop());

/** Returns the number of links on each of the spans that a span with so many causes becomes. */
function spansOf(count: number): Record<string, number> {
  recorder.reset();
  startSpan('work', { links: messages(count) }).complete();
  return Object.fromEntries(recorder.spans.map((span) => [span.name, span.links.length]));
}

describe('linkLimit', () => {
  test('is 128 by default', () => {
    expect(spansOf(128)).toEqual({ work: 128 });
    expect(spansOf(129)).toEqual({ work: 128, 'work links 2/2': 1 });
  });

  test('bounds the links of each span', () => {
    configure({ linkLimit: 2 });
    expect(spansOf(5)).toEqual({ work: 2, 'work links 2/3': 2, 'work links 3/3': 1 });
  });

  test('of 0 keeps no link at all', () => {
    configure({ linkLimit: 0 });
    expect(spansOf(2)).toEqual({ work: 0 });
  });

  test.each([
    ['3', { work: 3, 'work links 2/2': 2 }],
    ['many', { work: 5 }],
    ['', { work: 5 }],
  ])('comes from OTEL_SPAN_LINK_COUNT_LIMIT=%s where it is not configured', (limit, expected) => {
    process.env.OTEL_SPAN_LINK_COUNT_LIMIT = limit;
    const copy = anotherCopy();
    copy.startSpan('work', { links: messages(5) }).complete();
    delete process.env.OTEL_SPAN_LINK_COUNT_LIMIT;
    expect(Object.fromEntries(recorder.spans.map((span) => [span.name, span.links.length]))).toEqual(expected);
  });
});

describe('overflow', () => {
  const kept = (overflow: Configuration['overflow']): string[] => {
    configure({ linkLimit: 2, overflow });
    startSpan('work', { links: messages(5) }).complete();
    return linkTargets(recorder.span('work'));
  };

  test("'first' keeps the first links", () => {
    expect(kept('first')).toEqual([0, 1].map(causeLink));
    expect(recorder.spans).toHaveLength(1);
  });

  test("'last' keeps the last links", () => {
    expect(kept('last')).toEqual([3, 4].map(causeLink));
    expect(recorder.spans).toHaveLength(1);
  });

  test("'spread' is the default", () => {
    expect(kept(undefined)).toEqual([0, 1].map(causeLink));
    expect(recorder.spans).toHaveLength(3);
  });
});

describe('linkAttribute', () => {
  test('mirrors the links on their span, and on no child', () => {
    configure({ linkAttribute: 'span_links' });
    const guard = startSpan('work', { links: messages(2), attributes: { size: 2 } });
    guard.run(() => startSpan('child').complete());
    guard.complete();
    expect(recorder.span('work').attributes).toEqual({ span_links: [0, 1].map(causeLink), size: 2 });
    expect(recorder.span('child').attributes).toEqual({});
  });

  test('mirrors links that came later too', () => {
    configure({ linkAttribute: 'span_links' });
    startSpan('work', { links: messages(1) })
      .link(messages(3))
      .complete();
    expect(recorder.span('work').attributes.span_links).toEqual([0, 1, 2].map(causeLink));
  });

  test('is left out of a span without links, and of all by default', () => {
    startSpan('unconfigured', { links: messages(1) }).complete();
    configure({ linkAttribute: 'span_links' });
    startSpan('unlinked').complete();
    expect(recorder.span('unconfigured').attributes).toEqual({});
    expect(recorder.span('unlinked').attributes).toEqual({});
  });
});

describe('relationAliases', () => {
  test('record the relation under further names', () => {
    configure({ relationAliases: ['link.name', 'sentry.link.type'] });
    expect(linksFrom(messages(1), { relation: 'retry_of' })[0]?.attributes).toEqual({
      'spanlink.relation': 'retry_of',
      'link.name': 'retry_of',
      'sentry.link.type': 'retry_of',
    });
  });

  test('add nothing without a relation', () => {
    configure({ relationAliases: ['link.name'] });
    expect(linksFrom(messages(1))[0]?.attributes).toBeUndefined();
  });
});

describe('A setting', () => {
  test('that is left out keeps its value, and undefined restores its default', () => {
    configure({ linkLimit: 2, overflow: 'first' });
    configure({ linkAttribute: 'span_links' });
    expect(spansOf(3)).toEqual({ work: 2 });
    configure({ overflow: undefined });
    expect(spansOf(3)).toEqual({ work: 2, 'work links 2/2': 1 });
  });

  test.each<[keyof Configuration | 'links', unknown, string]>([
    ['linkLimit', -1, 'a whole number from 0'],
    ['linkLimit', 1.5, 'a whole number from 0'],
    ['linkLimit', Infinity, 'a whole number from 0'],
    ['linkLimit', '64', 'a whole number from 0'],
    ['overflow', 'middle', "'spread', 'first' or 'last'"],
    ['linkAttribute', '', 'the name of a span attribute'],
    ['linkAttribute', 7, 'the name of a span attribute'],
    ['relationAliases', 'link.name', 'an array of attribute names'],
    ['relationAliases', [7], 'an array of attribute names'],
    ['debug', 'yes', 'true or false'],
    ['warnings', 1, 'true or false'],
    ['links', 64, 'one of linkLimit, overflow, linkAttribute, relationAliases'],
  ])('%s refuses %p with one report, and keeps its value', (name, value, expected) => {
    configure({ linkLimit: 2, overflow: 'first', linkAttribute: 'span_links', relationAliases: ['link.name'] });
    const reports = recordReports();
    configure({ [name]: value });
    configure({ [name]: value });
    expect(reports).toEqual([expect.stringMatching(/^spanlink: configure/)]);
    expect(reports[0]).toContain(`${name}: ${String(value)}`);
    expect(reports[0]).toContain(`expected ${expected}`);
    startSpan('work', { links: linksFrom(messages(3), { relation: 'origin' }) }).complete();
    const work = recorder.span('work');
    expect(work.links.map(({ attributes }) => attributes?.['link.name'])).toEqual(['origin', 'origin']);
    expect(work.attributes).toMatchObject({ span_links: [0, 1].map(causeLink), 'spanlink.links.total': 3 });
  });

  test('holds for another copy of the package too', () => {
    anotherCopy().configure({ linkLimit: 1, overflow: 'first' });
    expect(spansOf(3)).toEqual({ work: 1 });
  });
});
