/** The shop's HTTP route under load: one server process for each contender, in alternating rounds of requests. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { buildShop } from '../shop/build.mjs';
import { SHOPS } from '../shop/contenders.mjs';

/** Milliseconds to wait for one answer, so that a run ends. */
const TIMEOUT = 60_000;
const SPANS = 4;

const { effort } = JSON.parse(process.argv[2]);
buildShop();
const load = await start('../shop/load.mjs');
const servers = [];
for (const contender of Object.keys(SHOPS))
  servers.push({ contender, ...(await start('../shop/server.mjs', contender)), samples: [] });

for (const server of servers) await check(server);
for (let round = -effort.warmUps; round < effort.rounds; round++) {
  for (let turn = 0; turn < servers.length; turn++) {
    const server = servers[(turn + round + effort.warmUps) % servers.length];
    const sample = await measure(server);
    if (round >= 0) server.samples.push(sample);
  }
}
process.send(servers.map(({ contender, samples }) => ({ contender, samples })));
for (const { child } of [load, ...servers]) child.disconnect();
process.disconnect();

/** Measures requests a second, and the server's microseconds of processor time for each. */
async function measure({ child, ready }) {
  const before = await ask(child, {});
  const { milliseconds } = await ask(load.child, { url: ready.url, amount: effort.requests });
  const after = await ask(child, {});
  return { throughput: (effort.requests / milliseconds) * 1_000, cpu: (after.cpu - before.cpu) / effort.requests };
}

/** Checks the recorded spans and links: times mean nothing unless all contenders do the same work. */
async function check({ contender, child, ready }) {
  const before = await ask(child, {});
  await ask(load.child, { url: ready.url, amount: 8 });
  const after = await ask(child, {});
  const [spans, links] = [after.spans - before.spans, after.links - before.links];
  if (spans !== 8 * SPANS || links !== 8 * SHOPS[contender].links)
    throw new Error(`${contender} recorded ${spans} spans and ${links} links of 8 requests`);
}

async function start(file, ...args) {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args);
  // the parent process learns of it from the exit code
  child.on('exit', (code) => code !== 0 && process.exit(1));
  return { child, ready: await answer(child) };
}

function ask(child, question) {
  child.send(question);
  return answer(child);
}

async function answer(child) {
  const [message] = await once(child, 'message', { signal: AbortSignal.timeout(TIMEOUT) });
  return message;
}
