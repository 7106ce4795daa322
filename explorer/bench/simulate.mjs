// Estimates the cluster for 1 million spans/s: each number is measured here on one machine, or assumed and named, and
// every step is shown. `node bench/simulate.mjs`; the environment may set SPANS_PER_SECOND, DAYS, REPLICAS and the
// other assumptions below.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpanBlock } from '../dist/server/store/span-block.js';
import { openEmbedded } from '../dist/server/store/embedded.js';
import { detectSchema } from '../dist/server/store/detect-schema.js';
import { writeRow } from '../dist/server/store/span-row.js';
import { createStatements } from '../dist/server/store/schema.js';

const setting = (name, preset) => Number(process.env[name] ?? preset);
const assumed = {
  rate: setting('SPANS_PER_SECOND', 1_000_000),
  days: setting('DAYS', 7),
  replicas: setting('REPLICAS', 2),
  cores: setting('CORES', 32),
  // the share of a node's processors that inserts may take: the rest is for merges, queries and the loss of a node
  busy: setting('BUSY', 0.4),
  // how often merges rewrite each byte
  rewrites: setting('REWRITES', 4),
  disk: setting('DISK_TB', 8),
  // the share of a disk that may be full: merges need room
  full: setting('FULL', 0.7),
};
const SPANS = setting('SPANS', 200_000);
const AT_ONCE = 10_000;

const attribute = (n) => ({
  'http.request.method': 'POST',
  'url.path': `/orders/${n}`,
  'server.address': 'orders.internal',
  'messaging.message.id': randomBytes(8).toString('hex'),
});
const rowOf = (n) => ({
  time: 1_795_000_000_000_000_000n + BigInt(n) * 1_000_000n,
  traceId: randomBytes(16).toString('hex'),
  spanId: randomBytes(8).toString('hex'),
  parentSpanId: randomBytes(8).toString('hex'),
  traceState: '',
  name: `work ${n % 200}`,
  kind: 'Consumer',
  service: `service ${n % 40}`,
  resource: { 'service.name': `service ${n % 40}`, 'host.name': `host-${n % 100}` },
  scopeName: 'scope',
  scopeVersion: '1',
  attributes: attribute(n),
  duration: BigInt(n % 1000) * 1_000_000n,
  status: 'Unset',
  statusMessage: '',
  events: [],
  links: [
    {
      traceId: randomBytes(16).toString('hex'),
      spanId: randomBytes(8).toString('hex'),
      traceState: '',
      attributes: { 'spanlink.relation': 'batch_item' },
    },
  ],
});

/** Measures one machine: the processor time and the disk of a span with one link, with its rows in all tables. */
async function measure() {
  const data = join(mkdtempSync(join(tmpdir(), 'spanlink-simulate-')), 'data');
  // the same tables as on a server
  const engine = await openEmbedded(data, 'default');
  const { schema, columns } = await detectSchema(engine, { database: 'default' });
  for (const statement of createStatements(schema)) await engine.command(statement);
  const block = new SpanBlock(columns);
  const batches = Array.from({ length: SPANS / AT_ONCE }, (_, batch) => {
    for (let n = 0; n < AT_ONCE; n += 1) writeRow(block, rowOf(batch * AT_ONCE + n));
    return block.finish().rows.spans;
  });
  const before = process.cpuUsage();
  for (const blocks of batches) await engine.append([{ table: schema.tables.traces, columns, blocks }]);
  const { user, system } = process.cpuUsage(before);
  const parts = await engine.query(
    `SELECT table, sum(bytes_on_disk) / ${SPANS} AS bytes,
  sum(primary_key_bytes_in_memory_allocated) / ${SPANS} AS memory
FROM system.parts
WHERE active AND database = currentDatabase() AND table != {progress:String}
GROUP BY table ORDER BY table`,
    { progress: schema.tables.progress },
  );
  await engine.close();
  rmSync(join(data, '..'), { recursive: true, force: true });
  return { cpu: (user + system) / SPANS, wire: batches.reduce((sum, { length }) => sum + length, 0) / SPANS, parts };
}

const line = (what, formula, value) => console.log(`  ${what.padEnd(40)} ${formula.padEnd(58)} ${value}`);
const round = (number, digits = 1) => number.toLocaleString('en', { maximumFractionDigits: digits });

const { cpu, wire, parts } = await measure();
const disk = parts.reduce((sum, { bytes }) => sum + bytes, 0);
const memory = parts.reduce((sum, each) => sum + each.memory, 0);
const { rate, days, replicas, cores, busy, rewrites, full } = assumed;

console.log(
  `Measured here: ${SPANS.toLocaleString('en')} spans with one link and six attributes each, ` +
    `inserts of ${AT_ONCE.toLocaleString('en')}, ${cpus().length} processors (${cpus()[0]?.model.trim()})`,
);
line('processor time a span', 'inserting into both tables', `${round(cpu)} µs`);
for (const { table, bytes } of parts) line(`bytes of ${table}`, 'before merges, which make it less', round(bytes));
line('bytes on disk a span', 'the sum', round(disk));
line('bytes a span on the wire', 'in the format Native', round(wire));
console.log(
  `\nAssumed: ${Object.entries(assumed)
    .map(([name, value]) => `${name} ${value.toLocaleString('en')}`)
    .join(', ')}`,
);
console.log(`\n${rate.toLocaleString('en')} spans/s, kept ${days} days, each on ${replicas} nodes`);
// a replica does not insert, but fetches parts and merges them, which is the expensive half
const busyCores = (rate * cpu) / 1e6;
const stored = rate * 86_400 * days * disk * replicas;
const forCores = Math.ceil((busyCores * replicas) / (cores * busy));
const forDisk = Math.ceil(stored / (assumed.disk * 1e12 * full));
const nodes = Math.ceil(Math.max(forCores, forDisk) / replicas) * replicas;
line('processors that insert', `${rate.toLocaleString('en')}/s x ${round(cpu)} µs`, `${round(busyCores, 0)}`);
line('with replicas', `x ${replicas}: counted as dear on each, for merges`, `${round(busyCores * replicas, 0)}`);
line('nodes for processors', `/ (${cores} x ${busy})`, `${forCores}`);
line(
  'disk',
  `${rate.toLocaleString('en')}/s x 86,400 s x ${days} d x ${round(disk)} B x ${replicas}`,
  `${round(stored / 1e12)} TB`,
);
line('nodes for disk', `/ (${assumed.disk} TB x ${full})`, `${forDisk}`);
line('nodes', `the larger, in shards of ${replicas}`, `${nodes} (${nodes / replicas} shards)`);
line(
  'written to a disk',
  `${rate.toLocaleString('en')}/s x ${round(disk)} B x ${replicas} x (1 + ${rewrites}) / ${nodes}`,
  `${round((rate * disk * replicas * (1 + rewrites)) / nodes / 1e6)} MB/s`,
);
line(
  'received by a node',
  `${rate.toLocaleString('en')}/s x ${round(wire)} B / ${nodes / replicas} shards`,
  `${round((rate * wire) / (nodes / replicas) / 1e6)} MB/s`,
);
line(
  'memory of the indexes',
  `${rate.toLocaleString('en')}/s x 86,400 s x ${days} d x ${memory.toFixed(3)} B x ${replicas} / ${nodes}`,
  `${round((rate * 86_400 * days * memory * replicas) / nodes / 1e9)} GB a node`,
);
line(
  'inserts a second',
  `${rate.toLocaleString('en')}/s / 100,000 rows / ${nodes / replicas} shards`,
  `${round(rate / 100_000 / (nodes / replicas), 2)} a shard`,
);
console.log(
  '\nA question is one look-up a hop: the index is sharded by trace (a link is with both of its traces), so each hop ' +
    'asks the shards',
);
console.log(
  'once. Send spans through Collectors that batch 100,000 rows an insert; the explorer only reads, and is not in the ' +
    'way of the spans.',
);
process.exit();
