/** What spans of traces tell together, and whether all that tell of it were read. */
import { usageOfTraces } from '../../server/query/traces/usage';
import { createStoreReader } from '../../server/store/store-reader';
import type { StoreReader } from '../../server/store/store-reader';
import { closeAll, openForTest } from '../store/folder';
import { span, traceIdOf } from '../store/spans';

afterEach(closeAll);

/** A reader that finds so many spans wherever it finds one that tells of tokens. */
const finding = (reader: StoreReader, count: number): StoreReader => ({
  ...reader,
  manyRows: async <T>(sql: string, params?: Readonly<Record<string, unknown>>): Promise<T[]> => {
    const rows = await reader.manyRows<T>(sql, params);
    return sql.includes('gen_ai.usage') ? Array.from({ length: count }, () => rows).flat() : rows;
  },
});

test('Usage of more spans than are read is told to be cut, whichever of the traces they are of', async () => {
  const store = await openForTest();
  await store.insert([span(1, 1, { attributes: { 'gen_ai.usage.input_tokens': '7' } }), span(2, 2)]);
  const usage = (count: number, traces: readonly string[]): ReturnType<typeof usageOfTraces> =>
    usageOfTraces(finding(createStoreReader(store), count), traces);
  const one = await usage(1, [1, 2].map(traceIdOf));
  expect([one.total.inputTokens, one.spans, one.isCut]).toEqual([7, 1, false]);
  expect((await usage(50_000, [traceIdOf(1)])).isCut).toBe(false);
  expect((await usage(50_001, [traceIdOf(1)])).isCut).toBe(true);
  // of the first of two batches
  const traces = Array.from({ length: 1001 }, (_, index) => traceIdOf(index + 1));
  expect((await usage(50_001, traces)).isCut).toBe(true);
});
