// A process that stores spans: `receive` over OTLP, with `fsync` if that is named, too; or `engine` from blocks in
// memory. Reports its results and its peak memory to its parent.
import { readFileSync } from 'node:fs';
import { LIMITS } from '../dist/server/receive/limits.js';
import { openReceivers } from '../dist/server/receive/open-receivers.js';
import { RequestDecoder } from '../dist/server/receive/request-decoder.js';
import { openStore } from '../dist/server/store/open-store.js';
import { requestOf } from './spans.mjs';

const [mode, data, spans, batch] = process.argv.slice(2);
const store = await openStore({ data, fsync: process.argv[4] === 'fsync' });
const processorTime = (since) => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
};
const megabytes = () =>
  Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024);

const concatenated = (rows) => ({
  spans: Buffer.concat(rows.map(({ spans }) => spans)),
  entries: Buffer.concat(rows.map(({ entries }) => entries)),
});

if (mode === 'receive') {
  const receivers = await openReceivers(store, { httpPort: 0, grpcPort: false });
  const before = process.cpuUsage();
  process.send({ http: receivers.http });
  process.on('message', async () => {
    const processor = processorTime(before);
    const [{ links }] = await store.query(
      `SELECT count() AS links FROM ${store.tables.index} FINAL WHERE Entry = 'effect'`,
    );
    const [bytes] = await store.query(
      `SELECT sumIf(bytes_on_disk, table = {traces:String}) AS spans,
  sumIf(bytes_on_disk, table = {index:String}) AS index
FROM system.parts WHERE active AND database = currentDatabase()`,
      { traces: store.tables.traces, index: store.tables.index },
    );
    process.send({ links, bytes, megabytes: megabytes(), processor });
    await receivers.close();
    await store.close();
    process.disconnect();
  });
} else {
  // the same rows in inserts as large as the receiver's largest
  const { body, renew } = requestOf(Number(batch));
  const block = store.block();
  const decoder = new RequestDecoder(block, LIMITS);
  const inserts = [];
  let blocks = [];
  let bytes = 0;
  for (let n = 0; n < Number(spans) / Number(batch); n += 1) {
    renew();
    decoder.decode(body);
    const { rows } = block.finish();
    blocks.push(rows);
    bytes += rows.spans.length + rows.entries.length;
    if (bytes < LIMITS.insert) continue;
    inserts.push(concatenated(blocks));
    blocks = [];
    bytes = 0;
  }
  if (blocks.length > 0) inserts.push(concatenated(blocks));
  const before = process.cpuUsage();
  const start = performance.now();
  for (const insert of inserts) await store.append(insert);
  process.send({ seconds: (performance.now() - start) / 1000, processor: processorTime(before) });
  await store.close();
  process.disconnect();
}
