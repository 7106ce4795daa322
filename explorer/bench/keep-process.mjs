// A process that receives spans, and with rules also keeps and forwards: reports its processor time to its parent.
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { openKeeping } from '../dist/server/keep/start-keeping.js';
import { readEndpoint } from '../dist/server/keep/forward/endpoint.js';
import { readKeepFile } from '../dist/server/keep/rules/read-keep-file.js';
import { openReceivers } from '../dist/server/receive/open-receivers.js';
import { openStore } from '../dist/server/store/open-store.js';

const TURN_MS = 100;
const IDLE_TURNS = 30;

const [data, rules, url] = process.argv.slice(2);
const store = await openStore({ data });
const keeping =
  url &&
  (await openKeeping(
    store,
    { rules: readKeepFile(rules, 'keep.yaml').rules, endpoint: readEndpoint({ url }, {}) },
    data,
    console.error,
  ));
const receivers = await openReceivers(store, {
  httpPort: 0,
  grpcPort: false,
  ...(keeping && { hold: (request) => keeping.hold(request) }),
});
if (keeping) await keeping.start([]);
const before = process.cpuUsage();
process.send({ http: receivers.http });
process.on('message', async () => {
  const end = performance.now();
  // all that keeping costs: until everything is decided and forwarded, and nothing followed for a while
  const isBusy = ({ waiting, lag }) => waiting > 0 || lag.forwarding > 0;
  let [used, decided] = [process.cpuUsage(before), performance.now()];
  for (let idle = 0; keeping && idle < IDLE_TURNS; idle += 1) {
    if (isBusy(keeping.counts())) [idle, used, decided] = [-1, process.cpuUsage(before), performance.now()];
    await setTimeout(TURN_MS);
  }
  const tables = await store.query(
    `SELECT table AS name, sum(bytes_on_disk) AS bytes FROM system.parts
WHERE active AND database = currentDatabase() GROUP BY table`,
  );
  process.send({
    decided: (decided - end) / 1000,
    processor: (used.user + used.system) / 1e6,
    bytes: Object.fromEntries(tables.map(({ name, bytes }) => [name, bytes])),
    megabytes: Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024),
  });
  await receivers.close();
  await keeping?.close();
  await store.close();
  process.disconnect();
});
