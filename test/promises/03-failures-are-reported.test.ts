/** Promise 3: a failure is reported once a site through `diag`, and counted; the rest of the work is done. */
import { inSpan, LinkFrom, linksFrom, Span, SpanGuard, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { recordCounts, recordReports } from '../fixtures/reports';
import { cause, message } from '../fixtures/spans';
import { hostile, revoked, throwing } from '../fixtures/hostile-inputs';

const recorder = recordSpans();
const reports = recordReports();
let counts = recordCounts();
beforeEach(async () => {
  counts = recordCounts();
  recorder.reset();
  reports.length = 0;
  await counts();
});
afterAll(() => recorder.stop());

test('a failure is reported once a site, and counted each time', async () => {
  class Failing {
    @Span({
      attributes: (): never => {
        throw new Error('first');
      },
    })
    one(): void {}

    @Span({
      attributes: (): never => {
        throw new Error('second');
      },
    })
    other(): void {}
  }
  const failing = new Failing();
  for (let call = 0; call < 5; call++) failing.one();
  failing.other();
  expect(reports).toHaveLength(2);
  expect(reports[0]).toContain('one');
  expect(reports[1]).toContain('other');
  await expect(counts()).resolves.toEqual({ 'spanlink.callback.errors': 6 });
});

test('a site is reported once, also where each call has a span of another name', () => {
  class Numbered {
    @Span({ name: (id: number) => `order ${id}`, result: () => hostile })
    work(_id: number): SpanGuard {
      return SpanGuard.current();
    }
  }
  for (let id = 0; id < 5; id++) new Numbered().work(id).link(message(0));
  expect(recorder.spans.map(({ name }) => name)).toEqual(['order 0', 'order 1', 'order 2', 'order 3', 'order 4']);
  expect(reports).toHaveLength(2);
});

test('a meter provider that replaces another gets the counts', async () => {
  const fails = traced(() => 1, { name: 'counted', result: () => hostile });
  fails();
  const later = recordCounts();
  fails();
  fails();
  await expect(counts()).resolves.toEqual({ 'spanlink.callback.errors': 1 });
  await expect(later()).resolves.toEqual({ 'spanlink.callback.errors': 2 });
});

test('methods of one name in two classes are two sites', async () => {
  class Left {
    @Span({
      result: (): never => {
        throw new Error('left');
      },
    })
    work(): void {}
  }
  class Right {
    @Span({
      result: (): never => {
        throw new Error('right');
      },
    })
    work(): void {}
  }
  new Left().work();
  new Right().work();
  expect(reports).toHaveLength(2);
});

test('a function for link attributes that fails costs the attributes of that link only', async () => {
  const attributes = (_: unknown, index: number) => {
    if (index === 0) throw new Error('thrown by the callback');
    return { index };
  };
  class Batches {
    @LinkFrom(0, { relation: 'batch_item', attributes })
    process(batch: unknown[]): number {
      return batch.length;
    }
  }
  expect(new Batches().process([message(0), message(1)])).toBe(2);
  expect(recorder.span('Batches.process').links.map((link) => link.attributes)).toEqual([
    { 'spanlink.relation': 'batch_item' },
    { 'spanlink.relation': 'batch_item', index: 1 },
  ]);
  await expect(counts()).resolves.toEqual({ 'spanlink.callback.errors': 1 });
});

test('a source that cannot be read is counted, and the others are linked to', async () => {
  const batch = [hostile, message(1), 'nonsense', revoked({}), message(2)];
  expect(linksFrom(batch as never)).toHaveLength(2);
  await expect(counts()).resolves.toEqual({ 'spanlink.links.unreadable': 3 });
});

test('a guard may be given nonsense', () => {
  class Guarded {
    @Span()
    work(span = SpanGuard.current()): string {
      span
        .setAttributes(hostile as never)
        .addEvent('event', hostile as never)
        .link(revoked({}) as never, hostile as never);
      return 'done';
    }
  }
  expect(new Guarded().work()).toBe('done');
  expect(recorder.span('Guarded.work')).not.toLinkTo(cause(0));
});

describe('attributes that cannot be read', () => {
  const unreadable: [string, object][] = [
    ['a getter that throws', Object.assign(throwing('total'), { id: 7 })],
    ['a proxy that throws', hostile],
    ['a revoked proxy', revoked({})],
  ];

  test.each(unreadable)('cost neither the span nor its links, if they are computed: %s', async (_, given) => {
    traced(() => 1, { name: 'described', attributes: () => given as never, links: message(0) })();
    expect(recorder.span('described')).toLinkTo(cause(0));
    await expect(counts()).resolves.toEqual({ 'spanlink.callback.errors': 1 });
  });

  test.each(unreadable)('cost neither the span nor its links, if they are given: %s', async (_, given) => {
    inSpan('described', { attributes: given as never, links: message(0) }, () => 1);
    expect(recorder.span('described')).toLinkTo(cause(0));
    await expect(counts()).resolves.toEqual({ 'spanlink.callback.errors': 1 });
  });
});
