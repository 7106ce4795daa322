// Fills a folder with spans that carry one link each, by SQL: trace n was caused by trace (n - 1) / 2. Merges the index
// afterwards, as the engine does by itself when it is idle. `node bench/query-fill.mjs folder links`
import { createClient } from '@clickhouse/client';
import { createChdbConnection } from 'chdb/connection';
import { openStore } from '../dist/server/store/open-store.js';
import { createStatements } from '../dist/server/store/schema.js';
import { viewName } from '../dist/server/store/tables.js';

const [data, links] = [process.argv[2], Number(process.argv[3])];
const AT_ONCE = 500_000;

const trace = (n) => `lower(hex(MD5(concat('trace', toString(${n})))))`;
const span = (n) => `lower(substring(hex(MD5(concat('span', toString(${n})))), 1, 16))`;
const cause = 'intDiv(number - 1, 2)';

const store = await openStore({ data });
const { traces, index } = store.tables;
await store.close();
const client = createClient({ connection: createChdbConnection({ path: data }) });
// the explorer writes the entries of the spans that it receives; those of others, a view has to select
const schema = { database: 'default', tables: store.tables, source: traces, ownsSource: true };
await client.command({ query: createStatements(schema).at(-1) });
for (let from = 1; from <= links; from += AT_ONCE) {
  const many = Math.min(AT_ONCE, links + 1 - from);
  await client.command({
    query: `INSERT INTO ${traces}
  (Timestamp, TraceId, SpanId, SpanName, SpanKind, ServiceName, Duration, StatusCode, SpanAttributes,
  Links.TraceId, Links.SpanId, Links.TraceState, Links.Attributes)
SELECT fromUnixTimestamp64Milli(toInt64(1795000000000 + 8 * number)), ${trace('number')}, ${span('number')},
  concat('work ', toString(number % 50)), 'Consumer', concat('service ', toString(number % 20)),
  1000000 * (1 + number % 90), if(number % 100 = 0, 'Error', 'Unset'), map('job.id', toString(number)),
  [${trace(cause)}], [${span(cause)}], [''], [map('spanlink.relation', 'batch_item')]
FROM numbers(${from}, ${many})`,
  });
  if (process.stderr.isTTY) process.stderr.write(`\r  ${(from + many - 1).toLocaleString('en')} links`);
}
if (process.stderr.isTTY) process.stderr.write('\r');
await client.command({ query: `DROP VIEW ${viewName(index)}` });
await client.command({ query: `OPTIMIZE TABLE ${index} FINAL` });
await client.close();
process.exit();
