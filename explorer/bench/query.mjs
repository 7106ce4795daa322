// Asks an explorer over HTTP, among 10 million links that the engine generated, with ids in random order.
import { fork, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LINKS = Number(process.env.LINKS ?? 10_000_000);
const ROUNDS = Number(process.env.ROUNDS ?? 300);
const WARM_UP = 20;

const MAIN = fileURLToPath(new URL('../dist/server/cli/main.js', import.meta.url));
const FILL = fileURLToPath(new URL('query-fill.mjs', import.meta.url));

// trace n was caused by trace (n - 1) / 2, and led to 2n + 1 and 2n + 2: see query-fill.mjs
const md5 = (text) => createHash('md5').update(text).digest('hex');
const idOf = (n) => ({ trace: md5(`trace${n}`), span: md5(`span${n}`).slice(0, 16) });

/** Measures the questions. The data folder that `DATA` in the environment names is filled once, and kept. */
export async function query() {
  const data = process.env.DATA ?? join(mkdtempSync(join(tmpdir(), 'spanlink-bench-')), 'data');
  // in a process of its own: only one may open the folder, and the engine hides from its process that children exit
  if (!existsSync(data)) await once(fork(FILL, [data, String(LINKS)]), 'exit');
  const explorer = spawn(
    process.execPath,
    [MAIN, '--data', data, '--port', '0', '--otlp-http-port', 'off', '--otlp-grpc-port', 'off'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const ended = once(explorer, 'exit');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    return await measureAll(await addressOf(explorer), agent, explorer.pid);
  } finally {
    agent.destroy();
    explorer.kill('SIGINT');
    await ended;
    if (process.env.DATA === undefined) rmSync(join(data, '..'), { recursive: true, force: true });
  }
}

const addressOf = (explorer) =>
  new Promise((resolve, reject) => {
    let out = '';
    explorer.stdout.on('data', (text) => {
      out += text;
      const url = /Page +(\S+)\//.exec(out)?.[1];
      if (url !== undefined) resolve(url);
    });
    explorer.once('exit', () => reject(new Error('The explorer ended.')));
  });

async function measureAll(url, agent, pid) {
  // deep enough for five hops in both directions
  const ids = Array.from({ length: ROUNDS + WARM_UP }, () => idOf(64 + Math.floor(Math.random() * (LINKS / 64 - 64))));
  const time = async (what, path, check, times = ids) =>
    quantiles(
      what,
      await timesOf(
        agent,
        times.map((id) => url + path(id)),
        check,
      ),
    );
  const graph =
    (hops, direction) =>
    ({ trace, span }) =>
      `/api/graph?trace=${trace}&span=${span}&hops=${hops}&direction=${direction}&traces=100`;
  const { links } = await read(agent, `${url}/api/status`);
  const [lookUp, lookUpP95] = await time(
    'reverse look-up',
    ({ trace, span }) => `/api/spans/${trace}/${span}`,
    ({ ledTo }) => ledTo.total === 2 && ledTo.ends.every(({ span }) => span !== undefined),
  );
  const [five, fiveP95] = await time('graph of 5 hops', graph(5, 'effects'), ({ lanes }) => lanes.length === 63);
  const both = await time('graph of 5 hops, both ways', graph(5, 'both'), ({ lanes }) => lanes.length === 68);
  const chain = await time(
    'chain of 5 hops',
    ({ trace }) => `/api/chain?trace=${trace}&hops=5`,
    ({ steps }) => steps.length === 6,
  );
  const recent = await time(
    'recent traces',
    () => '/api/search',
    ({ traces }) => traces.length === 20,
    ids.slice(0, 60),
  );
  return [
    { what: 'links', value: links, atLeast: LINKS },
    lookUp,
    { ...lookUpP95, atMost: 15 },
    five,
    { ...fiveP95, atMost: 60 },
    ...both,
    ...chain,
    ...recent,
    {
      what: 'resident memory after it, MB',
      value: Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024),
    },
  ];
}

async function timesOf(agent, urls, check) {
  const times = [];
  for (const [index, url] of urls.entries()) {
    const start = performance.now();
    const answer = await read(agent, url);
    if (index >= WARM_UP) times.push(performance.now() - start);
    if (!check(answer)) throw new Error(`The answer to ${url} is wrong: ${JSON.stringify(answer).slice(0, 500)}`);
  }
  return times.sort((a, b) => a - b);
}

function quantiles(what, times) {
  const at = (share) => Number(times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1));
  return [
    { what: `${what}, p50, ms`, value: at(0.5) },
    { what: `${what}, p95, ms`, value: at(0.95) },
  ];
}

const read = (agent, url) =>
  new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        response.statusCode === 200
          ? resolve(JSON.parse(Buffer.concat(chunks)))
          : reject(new Error(Buffer.concat(chunks).toString())),
      );
    }).on('error', reject);
  });
