/** A tool call over one transport: one server process for each contender, in alternating rounds of calls. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { CALLERS } from '../mcp/callers.mjs';

/** That by hand twice, as two processes of the same code differ. */
const CONTENDERS = ['none', 'in the handler', 'hand-written', 'spanlink', 'hand-written, again'];
/** Milliseconds to wait for one answer, so that a run ends. */
const TIMEOUT = 60_000;

const { transport, effort } = JSON.parse(process.argv[2]);
const servers = [];
for (const contender of CONTENDERS) servers.push(await start(contender));

for (const server of servers) await check(server);
for (let round = -effort.warmUps; round < effort.rounds; round++) {
  for (let turn = 0; turn < servers.length; turn++) {
    const server = servers[(turn + round + effort.warmUps) % servers.length];
    const time = await measure(server);
    if (round >= 0) server.samples.push(time);
  }
}
process.send(servers.map(({ contender, samples }) => ({ transport, contender, samples })));
for (const { child } of servers) child.disconnect();
process.disconnect();

/** Measures the server's microseconds of processor time for a call. */
async function measure({ child, callMany }) {
  const before = await ask(child, { isBefore: true });
  await callMany(effort.calls);
  const after = await ask(child, { isBefore: false });
  return (after.cpu - before.cpu) / effort.calls;
}

/** Checks the recorded spans and links: times mean nothing unless both record the same. */
async function check({ contender, child, callMany }) {
  const before = await ask(child, { isBefore: true });
  await callMany(8);
  const after = await ask(child, { isBefore: false });
  const expected = contender === 'none' ? 0 : 8;
  if (after.spans - before.spans !== expected || after.links - before.links !== expected)
    throw new Error(`${contender} recorded ${after.spans - before.spans} spans of 8 calls over ${transport}`);
}

async function start(contender) {
  const file = fileURLToPath(new URL('../mcp/server.mjs', import.meta.url));
  const stdio = ['pipe', 'pipe', 'inherit', 'ipc'];
  const child = fork(file, [contender.replace(', again', ''), transport], { execArgv: ['--expose-gc'], stdio });
  // the parent process learns of it from the exit code
  child.on('exit', (code) => code !== 0 && process.exit(1));
  const { url } = await answer(child);
  return { contender, child, callMany: await CALLERS[transport]({ child, url }), samples: [] };
}

function ask(child, question) {
  child.send(question);
  return answer(child);
}

async function answer(child) {
  const [message] = await once(child, 'message', { signal: AbortSignal.timeout(TIMEOUT) });
  return message;
}
