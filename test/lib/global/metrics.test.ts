/** Causes that cannot be linked are counted on the application's own meter provider. */
import { metrics } from '@opentelemetry/api';
import { configure, linksFrom, startSpan } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { recordCounts, recordReports } from '../../fixtures/reports.js';
import { message, messages } from '../../fixtures/spans.js';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => {
  recorder.stop();
  metrics.disable();
});

describe('spanlink.links.unreadable', () => {
  test('counts each item without a context', async () => {
    const counts = recordCounts();
    linksFrom([message(0), 'nothing', { headers: {} }, { headers: { traceparent: 'bad' } }, message(1)]);
    expect(await counts()).toEqual({ 'spanlink.links.unreadable': 3 });
  });

  test('does not count null and undefined, which mean "no cause"', async () => {
    const counts = recordCounts();
    linksFrom(null);
    linksFrom([undefined, null, message(0)]);
    expect(await counts()).toEqual({});
  });

  test.each<[string, unknown]>([
    ['a source that is no object', 7],
    [
      'a getter that throws',
      {
        get headers(): never {
          throw new Error('detached');
        },
      },
    ],
    [
      'an iterable that fails',
      {
        [Symbol.iterator]: (): never => {
          throw new Error('closed');
        },
      },
    ],
    ['an iterator in an array, which is not consumed', [new Map().values()]],
  ])('counts %s', async (_what, source) => {
    const counts = recordCounts();
    linksFrom(source as never);
    expect(await counts()).toEqual({ 'spanlink.links.unreadable': 1 });
  });
});

describe('spanlink.links.late', () => {
  test('counts links after the end of their span, which change nothing, and reports them once', async () => {
    const counts = recordCounts();
    const reports = recordReports();
    const guard = startSpan('late');
    guard.complete();
    guard.link(messages(3)).link(message(7));
    expect(await counts()).toEqual({ 'spanlink.links.late': 4 });
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatch(/SpanGuard\.link.*late/);
    expect(recorder.span('late')).toHaveLinkCount(0);
  });
});

describe('spanlink.links.dropped', () => {
  test('counts the links past the limit that are recorded nowhere', async () => {
    configure({ linkLimit: 2, overflow: 'first' });
    const counts = recordCounts();
    startSpan('work', { links: messages(5) }).complete();
    configure({ linkLimit: undefined, overflow: undefined });
    expect(await counts()).toEqual({ 'spanlink.links.dropped': 3 });
  });

  test('counts the items past 100,000 of one array', async () => {
    const counts = recordCounts();
    const reports = recordReports();
    startSpan('many', { links: Array.from({ length: 100_007 }, () => message(0)) }).complete();
    expect(await counts()).toEqual({ 'spanlink.links.dropped': 7 });
    expect(reports).toEqual([expect.stringMatching(/many.*100000 items/)]);
  });

  test('counts the items past the limit if they are nested', async () => {
    const counts = recordCounts();
    const half = Array.from({ length: 60_000 }, () => message(0));
    linksFrom([half, half]);
    expect(await counts()).toEqual({ 'spanlink.links.dropped': 20_000 });
  });
});

test('a meter provider that is registered after the first count gets the later counts', async () => {
  metrics.disable();
  linksFrom('before');
  const first = recordCounts();
  linksFrom('while');
  expect(await first()).toEqual({ 'spanlink.links.unreadable': 1 });
  const second = recordCounts();
  linksFrom(['after', 'after']);
  expect(await second()).toEqual({ 'spanlink.links.unreadable': 2 });
  expect(await first()).toEqual({});
});

test('a meter provider that throws reaches nobody', () => {
  metrics.disable();
  metrics.setGlobalMeterProvider({
    getMeter: () => {
      throw new Error('no meter');
    },
  });
  expect(linksFrom(['nothing', message(0)])).toHaveLength(1);
});
