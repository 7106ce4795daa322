/** The time of receipt: spans of wrong clocks neither come first nor hide the others. */
import type { SearchAnswer } from '../../api/answers';
import type { SpanRow } from '../../server/store/span-row';
import { startClickhouse } from '../store/clickhouse-server';
import { CURRENT } from '../store/collector-tables';
import { closeAll, newFolder, openForTest } from '../store/folder';
import { openEmbedded } from '../../server/store/embedded';
import { link, span, spanIdOf, traceIdOf } from '../store/spans';
import { ask } from './story';

afterEach(closeAll);

const NOW = BigInt(Date.now()) * 1_000_000n;
const HOUR = 3_600_000_000_000n;
const YEAR_2090 = 3_786_912_000_000_000_000n;

/** A span of a trace of its own, which started so many hours after it was received, that long ago. */
const row = (trace: number, service: string, ahead: bigint, ago = 0n, fields: Partial<SpanRow> = {}): SpanRow => {
  const received = NOW - ago * HOUR - BigInt(trace) * 1_000_000n;
  return span(trace, trace, { service, received, time: received - 100_000n + ahead, ...fields });
};

const ROWS = [
  row(1, 'right', 0n),
  row(2, 'ahead', 2n * HOUR),
  row(3, 'far ahead', YEAR_2090 - NOW),
  row(4, 'behind', -2n * HOUR),
  row(5, 'right', 0n, 3n),
  row(6, 'ahead', 2n * HOUR, 5n),
];

const traces = ({ traces: found }: SearchAnswer): number[] => found.map(({ traceId }) => Number(`0x${traceId}`));

test('The last hour of services is of the spans received in it, whatever the clocks of their senders', async () => {
  const store = await openForTest();
  await store.insert(ROWS);
  const { services, by } = await ask(store, 'services');
  expect(by).toBe('receipt');
  expect(services.map(({ name }) => name).sort()).toEqual(['ahead', 'behind', 'far ahead', 'right']);
  const recent = await ask(store, 'services', `receivedSince=${NOW / 1000n - 3_600_000_000n}`);
  expect(recent.services.map(({ name, spans }) => [name, spans])).toEqual(
    services.map(({ name, spans }) => [name, spans]),
  );
});

test('A call counts in the hour in which its callee was received, whenever its caller was', async () => {
  const store = await openForTest();
  const parentSpanId = spanIdOf(7);
  await store.insert([
    row(7, 'right', 0n, 3n),
    row(8, 'ahead', 2n * HOUR, 0n, { traceId: traceIdOf(7), parentSpanId }),
  ]);
  const { services, edges, by } = await ask(store, 'services');
  expect(by).toBe('receipt');
  expect(edges).toEqual([expect.objectContaining({ from: 'right', to: 'ahead', kind: 'call', count: 1 })]);
  expect(services.map(({ name, spans }) => [name, spans])).toEqual([
    ['ahead', 1],
    ['right', 0],
  ]);
});

test('Spans from the future are among the newest by their receipt, on one page only', async () => {
  const store = await openForTest();
  await store.insert(ROWS);
  expect(traces(await ask(store, 'search'))).toEqual([1, 2, 3, 4, 5, 6]);
  const found: number[] = [];
  let before: string | undefined = '';
  while (before !== undefined) {
    const page: SearchAnswer = await ask(store, 'search', `limit=1${before && `&before=${before}`}`);
    found.push(...traces(page));
    before = page.next;
  }
  expect(found).toEqual([1, 2, 3, 4, 5, 6]);
  expect(traces(await ask(store, 'search', `receivedSince=${NOW / 1000n - 4n * 3_600_000_000n}`))).toEqual([
    1, 2, 3, 4, 5,
  ]);
});

test('Spans from the future are marked in every answer, and others are not', async () => {
  const store = await openForTest();
  await store.insert([...ROWS, row(7, 'right', 0n, 0n, { links: [link(3, 3)] })]);
  const search = await ask(store, 'search');
  const marked = search.traces.filter(({ isFromFuture }) => isFromFuture).map(({ traceId }) => Number(`0x${traceId}`));
  expect(marked).toEqual([2, 3, 6]);
  const detail = await ask(store, 'span', '', { trace: traceIdOf(3), span: spanIdOf(3) });
  expect(detail).toMatchObject({ isFromFuture: true, received: Number(NOW / 1_000_000n - 3n) * 1000 });
  const right = await ask(store, 'span', '', { trace: traceIdOf(7), span: spanIdOf(7) });
  expect(right.isFromFuture).toBeUndefined();
  expect(right.causedBy.ends[0]?.span?.isFromFuture).toBe(true);
  const trace = await ask(store, 'trace', '', { trace: traceIdOf(2) });
  expect([trace.trace.isFromFuture, trace.spans[0]?.isFromFuture]).toEqual([true, true]);
  const matches = await ask(store, 'search', 'service=ahead&attribute=service.name');
  expect(matches.traces.flatMap((found) => found.matches).every(({ isFromFuture }) => isFromFuture === true)).toBe(
    true,
  );
});

test('Without the time of receipt, spans that start after now are the last, and are marked', async () => {
  const data = newFolder();
  const engine = await openEmbedded(data, 'default');
  await engine.command(CURRENT);
  await engine.close();
  const server = await startClickhouse(data);
  try {
    const store = await openForTest({ clickhouse: server.url });
    await store.insert(ROWS);
    expect(traces(await ask(store, 'search'))).toEqual([1, 4, 5, 6, 3, 2]);
    const { services } = await ask(store, 'services');
    expect(services.map(({ name }) => name)).toContain('right');
    const detail = await ask(store, 'span', '', { trace: traceIdOf(3), span: spanIdOf(3) });
    // the index knows when the row was written
    expect(detail.isFromFuture).toBe(true);
    await store.close();
  } finally {
    await server.close();
  }
});
