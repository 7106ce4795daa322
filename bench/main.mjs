/**
 * `npm run bench`: every row in every state of the SDK, beside hand-written code and the peers. `--quick`,
 * `--only=<text>`, `--json`, `--check`.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { LEDGERS } from './ledgers.mjs';
import { report } from './report.mjs';
import { ROWS } from './benchmarks/index.mjs';
import { STATES } from './sdk.mjs';
import { SHAPES } from './client-messages.mjs';
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
// three processes a cell, as what gets compiled how differs from one to the next
const passes = options.quick ? 1 : 3;
const effort = options.quick ? { rounds: 3, warmUp: 200, budget: 24 } : { rounds: 5, warmUp: 300, budget: 30 };

const cells = ROWS.flatMap(({ name, states }) => states.map((state) => ({ name, state, effort }))).filter(isWanted);
const shelves = (options.quick ? ['recorded'] : STATES)
  .flatMap((state) => MEASURED_FOR_MEMORY.map((contender) => ({ name: 'memory', state, contender })))
  .filter(isWanted);

const shapes = Object.keys(SHAPES)
  .map((shape) => ({ name: 'message', state: shape, shape, effort }))
  .filter(isWanted);

const stages = ['memory', ...Object.keys(LEDGERS)]
  .map((ledger) => ({ name: 'stage', state: ledger, ledger, effort }))
  .filter(isWanted);

const shops = [
  { name: 'shop', state: 'recorded', effort: { rounds: options.quick ? 6 : 30, warmUps: 6, requests: 1_000 } },
].filter(isWanted);

const measured = [];
const read = [];
const staged = [];
const served = [];
for (let pass = 1; pass <= passes; pass++) {
  for (const cell of cells) {
    progress(`${pass}/${passes} ${cell.name}, ${cell.state}`);
    measured.push(...(await run('cases/call.mjs', cell, ['--expose-gc'])));
  }
  for (const shape of shapes) {
    progress(`${pass}/${passes} message, ${shape.shape}`);
    read.push(...(await run('cases/message.mjs', shape, [])));
  }
  for (const shop of shops) {
    progress(`${pass}/${passes} shop`);
    served.push(...(await run('cases/shop.mjs', shop, [])));
  }
}
for (const stage of stages) {
  progress(`stage, ${stage.ledger}`);
  staged.push(...(await run('cases/stage.mjs', stage, [])));
}
const memory = [];
for (const shelf of shelves) {
  progress(`memory, ${shelf.contender}, ${shelf.state}`);
  memory.push(
    ...(await run('cases/memory.mjs', shelf, [
      '--expose-gc',
      '--min-semi-space-size=128',
      '--max-semi-space-size=128',
    ])),
  );
}
progress('');

const summary = summarize(measured, memory, read, staged, served);
console.log(options.json ? JSON.stringify(summary, undefined, 2) : report(summary));
if (options.check && summary.checks.some(({ isReached }) => !isReached)) process.exitCode = 1;

function isWanted({ name, state }) {
  return `${name}, ${state}`.includes(options.only);
}

/** Runs one measurement in a child process, and gives what it sends. */
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
