/** Links past the limit: spread over child spans, or dropped and counted; no silence either way. */
import { TraceFlags } from '@opentelemetry/api';
import { configure, inSpan, startSpan } from 'spanlink';
import { recordSpans, type SpanRecorder } from 'spanlink/testing';
import { recordCounts, recordSites } from '../../fixtures/reports.js';
import { cause, causeLink, linkTargets, message, messages } from '../../fixtures/spans.js';

const TOTAL = 'spanlink.links.total';
const DROPPED = 'spanlink.links.dropped';

let recorder: SpanRecorder;
const record = (linkCountLimit?: number): void => {
  recorder = recordSpans(linkCountLimit === undefined ? {} : { linkCountLimit });
};
beforeEach(() => record());
afterEach(() => configure({ linkLimit: undefined, overflow: undefined, linkAttribute: undefined }));
afterAll(() => recorder.stop());

test.each(['spread', 'first', 'last'] as const)(
  "overflow '%s' counts no link of a span that carries all",
  async (overflow) => {
    configure({ linkLimit: 3, overflow, linkAttribute: 'links' });
    const sites = recordSites();
    startSpan(`keeps ${overflow}`, { links: messages(2) }).complete();
    const { [DROPPED]: dropped, 'spanlink.links.made': made } = await sites();
    expect([made?.[`keeps ${overflow}`], dropped]).toEqual([2, undefined]);
  },
);

const range = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, n) => causeLink(from + n));

describe("overflow 'spread'", () => {
  test('loses none of 10,000 links, in order, on children each within the limit', () => {
    startSpan('work', { links: messages(10_000) }).complete();
    const spans = recorder.spans.toSorted((one, other) => part(one.name) - part(other.name));
    expect(spans.map(({ name }) => name)).toEqual([
      'work',
      ...Array.from({ length: 78 }, (_, n) => `work links ${n + 2}/79`),
    ]);
    expect(spans.flatMap(linkTargets)).toEqual(range(0, 10_000));
    expect(Math.max(...spans.map(({ links }) => links.length))).toBe(128);
    for (const child of spans.slice(1)) expect(child).toBeChildOf(recorder.span('work'));
    expect(recorder.unfinished).toEqual([]);
  });

  test('records how many links there were, and drops none', async () => {
    configure({ linkLimit: 2 });
    const counts = recordCounts();
    startSpan('work', { links: messages(5) }).complete();
    expect(recorder.span('work').attributes).toEqual({ [TOTAL]: 5 });
    expect(await counts()).toEqual({});
  });

  test('records nothing if all links fit', () => {
    configure({ linkLimit: 5 });
    startSpan('work', { links: messages(5) }).complete();
    expect(recorder.span('work').attributes).toEqual({});
  });

  test('takes links that come one by one after the start', () => {
    configure({ linkLimit: 2 });
    inSpan('work', { links: message(0) }, (guard) => {
      for (let n = 1; n < 5; n++) guard.link(message(n));
    });
    expect(linkTargets(recorder.span('work'))).toEqual(range(0, 2));
    expect(linkTargets(recorder.span('work links 2/3'))).toEqual(range(2, 4));
    expect(linkTargets(recorder.span('work links 3/3'))).toEqual(range(4, 5));
    expect(recorder.span('work').attributes[TOTAL]).toBe(5);
  });

  test('keeps the attributes of each link, and mirrors each part on its own span', () => {
    configure({ linkLimit: 1, linkAttribute: 'span_links' });
    const links = [0, 1].map((n) => ({ context: cause(n), attributes: { place: n } }));
    startSpan('work', { links }).complete();
    const rest = recorder.span('work links 2/2');
    expect(rest.links).toEqual([links[1]]);
    expect(rest.attributes).toEqual({ span_links: [causeLink(1)] });
    expect(recorder.span('work').attributes.span_links).toEqual([causeLink(0)]);
  });

  test('counts a link that came twice once', () => {
    configure({ linkLimit: 2 });
    startSpan('work', { links: [...messages(3), ...messages(3)] }).complete();
    expect(recorder.span('work').attributes[TOTAL]).toBe(3);
  });
});

describe.each<['first' | 'last', string[]]>([
  ['first', range(0, 2)],
  ['last', range(3, 5)],
])("overflow '%s'", (overflow, kept) => {
  test('keeps that end on one span, and records and counts the dropped links', async () => {
    configure({ linkLimit: 2, overflow });
    const counts = recordCounts();
    startSpan('work', { links: messages(5) }).complete();
    expect(recorder.spans).toHaveLength(1);
    expect(linkTargets(recorder.span('work'))).toEqual(kept);
    expect(recorder.span('work').attributes).toEqual({ [TOTAL]: 5, [DROPPED]: 3 });
    expect(await counts()).toEqual({ [DROPPED]: 3 });
  });
});

test("overflow 'first' drops links that come after the start", () => {
  configure({ linkLimit: 2, overflow: 'first' });
  startSpan('work', { links: messages(2) })
    .link(message(2))
    .complete();
  expect(linkTargets(recorder.span('work'))).toEqual(range(0, 2));
  expect(recorder.span('work').attributes).toEqual({ [TOTAL]: 3, [DROPPED]: 1 });
});

test('a span that is not sampled is given no children, and counts nothing', async () => {
  const parent = { ...cause(9), traceFlags: TraceFlags.NONE };
  const counts = recordCounts();
  startSpan('work', { links: messages(300), parent: () => parent }).complete();
  expect(recorder.spans).toEqual([]);
  expect(await counts()).toEqual({});
});

describe('An SDK with a lower limit', () => {
  test('loses no link, neither on the first span nor on later ones', () => {
    record(2);
    for (const name of ['one', 'two']) {
      startSpan(name, { links: messages(5) }).complete();
      const spans = recorder.spans.filter((span) => span.name.startsWith(name));
      expect(spans.flatMap(linkTargets).toSorted()).toEqual(range(0, 5));
      expect(spans.every(({ links }) => links.length <= 2)).toBe(true);
      expect(recorder.span(name).attributes).toEqual({ [TOTAL]: 5 });
    }
  });

  test('loses no link that comes after the start', () => {
    record(2);
    startSpan('work', { links: messages(1) })
      .link(messages(5))
      .complete();
    expect(recorder.spans.flatMap(linkTargets).toSorted()).toEqual(range(0, 5));
  });

  test('has the links that it kept mirrored', () => {
    record(2);
    configure({ linkAttribute: 'span_links' });
    startSpan('work', { links: messages(5) }).complete();
    const work = recorder.span('work');
    expect(work.attributes.span_links).toEqual(linkTargets(work));
  });

  test('of 0 records that all links were dropped', () => {
    record(0);
    startSpan('work', { links: messages(5) }).complete();
    expect(recorder.span('work').attributes).toEqual({ [TOTAL]: 5, [DROPPED]: 5 });
    expect(recorder.spans).toHaveLength(1);
  });

  test("keeps the first links with 'first' from the second span on, once the limit is known", () => {
    record(2);
    configure({ overflow: 'first' });
    for (const name of ['one', 'two']) startSpan(name, { links: messages(5) }).complete();
    expect(linkTargets(recorder.span('two'))).toEqual(range(0, 2));
    for (const span of recorder.spans) expect(span.attributes).toEqual({ [TOTAL]: 5, [DROPPED]: 3 });
  });

  test("keeps the last links with 'last', and records how many were dropped", () => {
    record(2);
    configure({ overflow: 'last' });
    startSpan('work', { links: messages(5) }).complete();
    expect(linkTargets(recorder.span('work'))).toEqual(range(3, 5));
    expect(recorder.span('work').attributes).toEqual({ [TOTAL]: 5, [DROPPED]: 3 });
  });
});

function part(name: string): number {
  return Number(/ (\d+)\//.exec(name)?.[1] ?? 1);
}
