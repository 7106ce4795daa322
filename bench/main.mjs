/**
 * `npm run bench`: runs every benchmark in every state of the SDK, beside hand-written code and the peers. `--quick`,
 * `--only=<text>`, `--json`, `--check`.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BENCHMARKS } from './benchmarks/index.mjs';
import { CLIENT_MESSAGES } from './client-messages.mjs';
import { LEDGERS } from './ledgers.mjs';
import { SYSTEMS } from './import/subjects.mjs';
import { CALLERS } from './mcp/callers.mjs';
import { report } from './report.mjs';
import { STATES } from './sdk.mjs';
import { summarize } from './summarize.mjs';

const MEASURED_FOR_MEMORY = ['undecorated', 'hand-written', 'spanlink', 'nestjs-otel'];

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});
// three processes for each case, because the compiler's choices differ from one process to the next
const passes = options.quick ? 1 : 3;
const effort = options.quick ? { rounds: 3, warmUp: 200, budget: 24 } : { rounds: 5, warmUp: 300, budget: 30 };

const cases = {
  calls: BENCHMARKS.flatMap(({ name, states }) => states.map((state) => ({ name, state, effort }))),
  memory: (options.quick ? ['recorded'] : STATES).flatMap((state) =>
    MEASURED_FOR_MEMORY.map((contender) => ({ name: 'memory', state, contender })),
  ),
  messages: Object.keys(CLIENT_MESSAGES).map((client) => ({ name: 'message', state: client, client, effort })),
  tools: Object.keys(CALLERS).map((transport) => ({
    name: 'mcp',
    state: transport,
    transport,
    effort: { rounds: options.quick ? 6 : 16, warmUps: 4, calls: transport === 'HTTP' ? 500 : 2_000 },
  })),
  stages: ['memory', ...Object.keys(LEDGERS)].map((ledger) => ({ name: 'stage', state: ledger, ledger, effort })),
  temporal: ['activity', 'workflow task'].map((state) => ({ name: 'temporal', state, effort })),
  imports: Object.keys(SYSTEMS).map((state) => ({ name: 'import', state, effort: { rounds: options.quick ? 7 : 21 } })),
  shops: [{ name: 'shop', state: 'recorded', effort: { rounds: options.quick ? 6 : 30, warmUps: 6, requests: 1_000 } }],
};
for (const [kind, all] of Object.entries(cases)) cases[kind] = all.filter(isWanted);

const results = { calls: [], memory: [], messages: [], tools: [], stages: [], temporal: [], imports: [], shops: [] };
for (let pass = 1; pass <= passes; pass++) {
  for (const call of cases.calls) {
    progress(`${pass}/${passes} ${call.name}, ${call.state}`);
    results.calls.push(...(await run('cases/call.mjs', call, ['--expose-gc'])));
  }
  for (const message of cases.messages) {
    progress(`${pass}/${passes} message, ${message.client}`);
    results.messages.push(...(await run('cases/message.mjs', message, [])));
  }
  for (const tool of cases.tools) {
    progress(`${pass}/${passes} mcp, ${tool.transport}`);
    results.tools.push(...(await run('cases/mcp.mjs', tool, [])));
  }
  for (const shop of cases.shops) {
    progress(`${pass}/${passes} shop`);
    results.shops.push(...(await run('cases/shop.mjs', shop, [])));
  }
}
for (const stage of cases.stages) {
  progress(`stage, ${stage.ledger}`);
  results.stages.push(...(await run('cases/stage.mjs', stage, [])));
}
for (const work of cases.temporal) {
  progress(`Temporal, ${work.state}`);
  results.temporal.push(...(await run('cases/temporal.mjs', work, ['--expose-gc', '--import', 'tsx'])));
}
for (const loading of cases.imports) {
  progress(`import, ${loading.state}`);
  results.imports.push(...(await run('cases/import.mjs', loading, [])));
}
for (const memory of cases.memory) {
  progress(`memory, ${memory.contender}, ${memory.state}`);
  const flags = ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128'];
  results.memory.push(...(await run('cases/memory.mjs', memory, flags)));
}
progress('');

const summary = summarize(results);
console.log(options.json ? JSON.stringify(summary, undefined, 2) : report(summary));
if (options.check && summary.checks.some(({ isReached }) => !isReached)) process.exitCode = 1;

function isWanted({ name, state }) {
  return `${name}, ${state}`.toLowerCase().includes(options.only.toLowerCase());
}

/** Runs one case in a child process, and returns the results that it sends. */
function run(file, task, execArgv) {
  return new Promise((resolve, reject) => {
    let result;
    const child = fork(fileURLToPath(new URL(file, import.meta.url)), [JSON.stringify(task)], { execArgv });
    child.on('message', (message) => (result = message));
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0 && result !== undefined) resolve(result);
      else reject(new Error(`${file} ${JSON.stringify(task)} exited with ${code}`));
    });
  });
}

function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
