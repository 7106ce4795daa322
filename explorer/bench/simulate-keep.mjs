// Estimates what keeping takes at 1 million spans/s on a cluster, with 5 % kept and all held for a day, beside what
// simulate.mjs says of the spans: each number is measured here, or assumed and named. `node bench/simulate-keep.mjs`;
// the environment may set SPANS_PER_SECOND, HOLD_HOURS, KEPT_PERCENT, REPLICAS and the other assumptions below.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { newCounts } from '../dist/server/keep/decision-counts.js';
import { Keeper } from '../dist/server/keep/keeper.js';
import { readKeepFile } from '../dist/server/keep/rules/read-keep-file.js';
import { LIMITS } from '../dist/server/receive/limits.js';
import { RequestDecoder } from '../dist/server/receive/request-decoder.js';
import { openStore } from '../dist/server/store/open-store.js';
import { RULES, storyRequests } from './stories.mjs';

const setting = (name, preset) => Number(process.env[name] ?? preset);
const assumed = {
  rate: setting('SPANS_PER_SECOND', 1_000_000),
  hours: setting('HOLD_HOURS', 24),
  kept: setting('KEPT_PERCENT', 5),
  replicas: setting('REPLICAS', 2),
  cores: setting('CORES', 32),
  // the share of a node's processors, or of the one that an explorer uses, that may be taken
  busy: setting('BUSY', 0.4),
  busyExplorer: setting('BUSY_EXPLORER', 0.7),
  disk: setting('DISK_TB', 8),
  full: setting('FULL', 0.7),
};
const SPANS = setting('SPANS', 100_000);
/** What the insert batcher of an explorer puts together under load. */
const REQUESTS_AT_ONCE = 20;

/** Returns the processor time of a function in microseconds, and how long it took. */
async function measured(work) {
  const [before, began] = [process.cpuUsage(), performance.now()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { cpu: user + system, wall: 1000 * (performance.now() - began) };
}

async function measure() {
  const folder = mkdtempSync(join(tmpdir(), 'spanlink-simulate-'));
  const embedded = await openStore({ data: join(folder, 'data') });
  // as beside other explorers: nothing is decided in memory
  const store = { ...embedded, storage: 'server' };
  const { rules } = readKeepFile(RULES, 'keep.yaml');
  let forwardedBytes = 0;
  const forwarder = {
    send: ({ request }) => {
      forwardedBytes += request.length;
      return Promise.resolve('accepted');
    },
    stop: () => {},
    close: () => {},
  };
  const tables = await store.openKeepTables(rules.hold);
  const counts = newCounts();
  const shared = { tables, term: 1n, counts, isAnnounced: true, announcedThrough: () => Infinity };
  const keeper = await Keeper.open({ store, rules, forwarder, shared });
  const block = store.block();
  const decoder = new RequestDecoder(block, LIMITS);
  const decode = (requests) =>
    requests.map((request) => {
      decoder.decode(request);
      return block.finish().rows;
    });
  const others = decode(storyRequests(SPANS).requests);
  const { requests } = storyRequests(SPANS);
  let blocks = [];
  const decoding = await measured(() => {
    blocks = decode(requests);
  });
  const fragments = [];
  const holding = await measured(() => {
    for (const request of requests) {
      const held = keeper.hold(request);
      fragments.push(held.fragments);
      held.end(true);
    }
  });
  const joined = (all, first) => Buffer.concat(all.slice(first, first + REQUESTS_AT_ONCE));
  const insert = (rows, held) =>
    measured(async () => {
      const [spans, entries] = ['spans', 'entries'].map((name) => rows.map((each) => each[name]));
      for (let first = 0; first < rows.length; first += REQUESTS_AT_ONCE)
        await store.append({
          spans: joined(spans, first),
          entries: joined(entries, first),
          ...(held && { fragments: joined(held, first) }),
        });
    });
  const [spansAlone, withFragments] = [await insert(others), await insert(blocks, fragments)];
  const inserting = { cpu: withFragments.cpu - spansAlone.cpu };
  // until their time has come
  await setTimeout(rules.decisionWait);
  const deciding = await measured(() => keeper.decide());
  const forwarding = await measured(() => keeper.forward());
  const parts = await store.query(
    `SELECT table, sum(bytes_on_disk) AS bytes, sum(rows) AS rows FROM system.parts
WHERE active AND database = currentDatabase() GROUP BY table`,
  );
  const [{ spans: kept }] = await store.query(`SELECT sum(Spans) AS spans FROM ${tables.names.fragments}
WHERE Trace IN (SELECT Trace FROM ${tables.names.kept})`);
  await keeper.close();
  await embedded.close();
  rmSync(folder, { recursive: true, force: true });
  const bytesOf = (name) => parts.find(({ table }) => table === name)?.bytes ?? 0;
  return { decoding, holding, inserting, deciding, forwarding, kept, forwardedBytes, bytesOf };
}

const line = (what, formula, value) => console.log(`  ${what.padEnd(42)} ${formula.padEnd(58)} ${value}`);
const round = (number, digits = 1) => number.toLocaleString('en', { maximumFractionDigits: digits });

const { decoding, holding, inserting, deciding, forwarding, kept, forwardedBytes, bytesOf } = await measure();
const perSpan = (microseconds) => microseconds / SPANS;
const explorerTime = perSpan(decoding.cpu + holding.cpu);
const heldBytes = perSpan(bytesOf('spanlink_fragments'));
const otherBytes = perSpan(bytesOf('spanlink_kept') + bytesOf('spanlink_sent'));
// a trace of five spans is announced by its id as one of spans, one to decide on, and one that a link points to
const announcedBytes = (16 * 3) / 5;
const { rate, hours, replicas, cores, busy, busyExplorer, full } = assumed;
const share = assumed.kept / 100;
const perSecond = `${rate.toLocaleString('en')}/s`;

console.log(
  `Measured here: ${SPANS.toLocaleString('en')} spans in stories of five traces of five spans, of which ` +
    `${round((100 * kept) / SPANS)} % are kept, ${cpus().length} processors (${cpus()[0]?.model.trim()})`,
);
line(
  'an explorer, processor time a span',
  'reading a request, and splitting it into fragments',
  `${round(explorerTime)} µs`,
);
line('the store, processor time a span', 'inserting fragments', `${round(perSpan(inserting.cpu))} µs`);
line(
  'deciding, processor time a span',
  'reading evidence and links from the store',
  `${round(perSpan(deciding.cpu))} µs`,
);
line('deciding, time a span', 'one round after the other', `${round(perSpan(deciding.wall))} µs`);
line('forwarding, processor time a kept span', 'without the receiver', `${round(forwarding.cpu / kept)} µs`);
line('bytes of fragments a span', 'before merges; LZ4, where a server has ZSTD', round(heldBytes));
line('bytes of what is kept and sent a span', 'before merges', round(otherBytes));
console.log(
  `\nAssumed: ${Object.entries(assumed)
    .map(([name, value]) => `${name} ${value.toLocaleString('en')}`)
    .join(', ')}`,
);
console.log(
  `\n${rate.toLocaleString('en')} spans/s, held ${hours} h on ${replicas} nodes each, ${assumed.kept} % kept`,
);
const receivers = Math.ceil((rate * explorerTime) / 1e6 / busyExplorer);
line(
  'explorers that receive',
  `${perSecond} x ${round(explorerTime)} µs / ${busyExplorer}, of one processor each`,
  receivers,
);
const keptFactor = (assumed.kept * SPANS) / (100 * kept);
const stored = rate * 3600 * hours * (heldBytes + otherBytes * keptFactor + announcedBytes) * replicas;
const insertCores = ((rate * perSpan(inserting.cpu)) / 1e6) * replicas;
const decideCores = (rate * perSpan(deciding.cpu)) / 1e6;
line(
  'disk, beside that of the spans',
  `${perSecond} x ${hours} h x ${round(heldBytes + otherBytes + announcedBytes)} B x ${replicas}`,
  `${round(stored / 1e12)} TB`,
);
line(
  'processors that insert fragments',
  `${perSecond} x ${round(perSpan(inserting.cpu))} µs x ${replicas}`,
  round(insertCores, 0),
);
line(
  'processors that decide',
  `${perSecond} x ${round(perSpan(deciding.cpu))} µs, most of it in the store`,
  round(decideCores, 0),
);
const nodes = Math.max(
  Math.ceil((insertCores + decideCores) / (cores * busy)),
  Math.ceil(stored / (assumed.disk * 1e12 * full)),
);
line(
  'nodes of the store, beside those of spans',
  `/ (${cores} x ${busy}), / (${assumed.disk} TB x ${full}): the larger`,
  Math.ceil(nodes / replicas) * replicas,
);
const forwardedSpanBytes = forwardedBytes / kept;
line(
  'forwarded',
  `${perSecond} x ${share} x ${round(forwardedSpanBytes, 0)} B`,
  `${round((rate * share * forwardedSpanBytes) / 1e6)} MB/s`,
);
const decided = 1e6 / perSpan(deciding.wall);
line('decided by one explorer', `1 s / ${round(perSpan(deciding.wall))} µs`, `${round(decided, 0)} spans/s`);
line('databases, each with one that decides', `${perSecond} / ${round(decided, 0)}/s`, Math.ceil(rate / decided));
console.log(
  '\nOne explorer decides for a database: where more comes than it can, divide the spans among databases by what' +
    '\nstories do not cross, such as regions or tenants. What waits is held, and decided later; nothing is lost until' +
    '\nthe time of hold is over.',
);
process.exit();
