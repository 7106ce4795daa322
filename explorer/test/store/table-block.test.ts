/** Rows of values of each type, as blocks for the engine. */
import type { FragmentRow } from '../../server/store/keep-schema.js';
import { closeAll, openForTest } from './folder.js';
import { traceIdOf } from './spans.js';

afterEach(closeAll);

test('Rows have the values that were written, the largest and the least among them, in every block', async () => {
  const store = await openForTest();
  const tables = await store.openKeepTables(3_600_000);
  const now = Date.now();
  const fragment = (id: bigint, fields: Partial<FragmentRow>): FragmentRow => ({
    ...{ Trace: traceIdOf(0xabc), Id: id, Received: now, Spans: 1, Bytes: 0, Start: 0n, End: 2n ** 64n - 1n },
    ...{ Rules: 2n ** 63n, Met: [], Randomness: '', Threshold: 2 ** 32 - 1, Request: new Uint8Array(), ...fields },
  });
  await tables.insert('fragments', [
    fragment(1n, { Met: [1n, 2n ** 64n - 1n], Randomness: "it's ü 🙂" }),
    fragment(2n, { Request: Uint8Array.from([0, 255, 10]) }),
  ]);
  await tables.insert('fragments', []);
  await tables.insert('fragments', [fragment(3n, { Trace: 'f'.repeat(32), Met: [2n] })]);
  const rows = await tables.query(
    `SELECT lower(hex(Trace)) AS trace, Id, toUnixTimestamp64Milli(Received) AS received, Spans, toString(End) AS end,
  toString(Rules) AS rules, arrayMap(met -> toString(met), Met) AS met, Randomness, Threshold, hex(Request) AS request
FROM ${tables.names.fragments} ORDER BY Id`,
  );
  const same = {
    received: now,
    Spans: 1,
    end: String(2n ** 64n - 1n),
    rules: String(2n ** 63n),
    Threshold: 2 ** 32 - 1,
  };
  expect(rows).toEqual([
    {
      trace: traceIdOf(0xabc),
      Id: 1,
      ...same,
      met: ['1', String(2n ** 64n - 1n)],
      Randomness: "it's ü 🙂",
      request: '',
    },
    { trace: traceIdOf(0xabc), Id: 2, ...same, met: [], Randomness: '', request: '00FF0A' },
    { trace: 'f'.repeat(32), Id: 3, ...same, met: ['2'], Randomness: '', request: '' },
  ]);
});
