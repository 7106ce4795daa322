// A process that takes spans: `receive` over OTLP, or `engine` from lines in memory. Tells its parent what it did, and the most memory it held.
import { readFileSync } from 'node:fs';
import { decodeProtobuf } from '../dist/server/receive/decode-protobuf.js';
import { openReceivers } from '../dist/server/receive/open.js';
import { readSpans } from '../dist/server/receive/spans.js';
import { openStore } from '../dist/server/store/open.js';
import { requestOf } from './spans.mjs';

const [mode, data, spans, batch] = process.argv.slice(2);
const store = await openStore({ data });
const processorTime = (since) => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
};
const megabytes = () => Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024);

if (mode === 'receive') {
  const receivers = await openReceivers(store, { httpPort: 0, grpcPort: false });
  const before = process.cpuUsage();
  process.send({ http: receivers.http });
  process.on('message', async () => {
    const processor = processorTime(before);
    const [{ links }] = await store.query(`SELECT count() AS links FROM ${store.tables.linksByTarget} FINAL`);
    process.send({ links, megabytes: megabytes(), processor });
    await receivers.close();
    await store.close();
    process.disconnect();
  });
} else {
  // the same rows in inserts as large as the receiver's largest
  const { body, renew } = requestOf(Number(batch));
  const inserts = [];
  let lines = [];
  let bytes = 0;
  for (let n = 0; n < Number(spans) / Number(batch); n += 1) {
    renew(n);
    readSpans(decodeProtobuf(body, 1_000_000), 65_536, (span) => {
      const line = store.line(span);
      lines.push(line);
      bytes += line.length;
    });
    if (bytes < 16 * 1024 * 1024) continue;
    inserts.push(Buffer.from(lines.join('')));
    lines = [];
    bytes = 0;
  }
  inserts.push(Buffer.from(lines.join('')));
  const before = process.cpuUsage();
  const start = performance.now();
  for (const insert of inserts) await store.append(insert);
  process.send({ seconds: (performance.now() - start) / 1000, processor: processorTime(before) });
  await store.close();
  process.disconnect();
}
