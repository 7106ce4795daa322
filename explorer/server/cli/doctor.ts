/** `doctor`: checks what an explorer needs, and sends a span through the one that runs. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, resolve } from 'node:path';
import type { SpanDetail, StatusAnswer } from '../../api/answers.js';
import { writeQuestion } from '../../api/questions.js';
import { PORTS } from '../ports.js';
import { openStore } from '../store/open-store.js';
import type { CommandLine } from './options.js';
import { messageOf } from './terminal.js';
import type { Terminal } from './terminal.js';

/** Bytes below which a disk is short. */
const SHORT = 1024 ** 3;

/** Prints a line a check. False where something is wrong. */
export async function doctor(line: CommandLine, terminal: Terminal): Promise<boolean> {
  let isWell = true;
  const check = async (what: string, look: () => Promise<string>): Promise<void> => {
    try {
      terminal.out(`ok     ${what}: ${await look()}\n`);
    } catch (error) {
      isWell = false;
      terminal.out(`WRONG  ${what}: ${messageOf(error)}\n`);
    }
  };
  const { explorer: options } = line;
  const url = line.url ?? `http://127.0.0.1:${options.port ?? PORTS.page}`;
  const headers = options.token === undefined ? {} : { Authorization: `Bearer ${options.token}` };
  const status = await statusOf(url, headers);
  if (status === 'locked') {
    terminal.out(`WRONG  explorer: the one at ${url} was started with a token: give it with --token\n`);
    return false;
  }

  await check('Node', () => nodeVersion());
  if (options.clickhouse === undefined) await check('disk', () => freeSpace(options.data ?? '.spanlink'));
  if (status === undefined) {
    const { port = PORTS.page, otlpHttpPort = PORTS.otlpHttp, otlpGrpcPort = PORTS.otlpGrpc } = options;
    terminal.out(`-      explorer: none answers at ${url}\n`);
    for (const [what, number, option] of [
      ['page', port, '--port'],
      ['OTLP over HTTP', otlpHttpPort, '--otlp-http-port'],
      ['OTLP over gRPC', otlpGrpcPort, '--otlp-grpc-port'],
    ] as const) {
      if (number !== false) await check(what, () => freePort(options.host, number, option));
    }
    await check('store', () => storeOf(line));
  } else {
    await check('explorer', () =>
      Promise.resolve(
        `${status.version} at ${url}, ${status.spans} spans, ${status.links} links, ${backfillOf(status.backfill)}`,
      ),
    );
    await check('a test span', () => sendThrough(url, status, headers));
  }
  terminal.out(isWell ? 'All is well.\n' : 'Something is wrong; see above.\n');
  return isWell;
}

const backfillOf = ({ isDone, done, total }: StatusAnswer['backfill']): string =>
  isDone ? 'all indexed' : `${done} of ${total} earlier spans indexed`;

async function statusOf(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<StatusAnswer | 'locked' | undefined> {
  try {
    const response = await fetch(new URL('/api/status', url), { headers, signal: AbortSignal.timeout(5000) });
    if (response.status === 401) return 'locked';
    return response.ok ? ((await response.json()) as StatusAnswer) : undefined;
  } catch {
    return undefined;
  }
}

function nodeVersion(): Promise<string> {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < 20) throw new Error(`20 or later is needed, and this is ${process.versions.node}.`);
  return Promise.resolve(process.versions.node);
}

async function freeSpace(data: string): Promise<string> {
  let folder = resolve(data);
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  const free = `${((bavail * bsize) / 1024 ** 3).toFixed(1)} GiB free at ${folder}`;
  if (bavail * bsize < SHORT)
    throw new Error(`${free}: free at least 1 GiB, choose another folder with --data, or keep less with --retention.`);
  return free;
}

const freePort = (host: string = '127.0.0.1', port: number, option: string): Promise<string> =>
  new Promise((free, taken) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      taken(
        new Error(
          error.code === 'EADDRINUSE'
            ? `another program listens on ${host}:${port}; stop it, or give another port with ${option}.`
            : error.message,
        ),
      ),
    );
    server.listen(port, host, () => server.close(() => free(`${host}:${port} is free`)));
  });

async function storeOf({ explorer: options }: CommandLine): Promise<string> {
  const { data = '.spanlink', clickhouse } = options;
  if (clickhouse === undefined && !existsSync(data)) return `${data} is not there yet; it is made at the first start`;
  const store = await openStore({ ...options, ...(clickhouse === undefined && { data }) });
  try {
    const { tables } = store;
    for (const table of Object.values(tables)) await store.query(`SELECT * FROM ${table} LIMIT 1`);
    const [row] = await store.query<{ spans: number }>(`SELECT count() AS spans FROM ${tables.traces}`);
    return `${clickhouse === undefined ? data : new URL(clickhouse).host} has its tables and ${row?.spans ?? 0} spans, ${backfillOf(store.backfill())}`;
  } finally {
    await store.close();
  }
}

/** Sends a span as an SDK does, and asks for it. */
async function sendThrough(
  url: string,
  { receivers }: StatusAnswer,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  if (receivers.http === undefined) return 'not sent, since nothing is received over HTTP';
  const [trace, span] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  const now = BigInt(Date.now()) * 1_000_000n;
  const sent = performance.now();
  const response = await fetch(`${receivers.http}/v1/traces`, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'spanlink-explorer-doctor' } }] },
          scopeSpans: [
            {
              spans: [
                {
                  traceId: trace,
                  spanId: span,
                  name: 'doctor',
                  kind: 1,
                  startTimeUnixNano: String(now),
                  endTimeUnixNano: String(now + 1_000_000n),
                },
              ],
            },
          ],
        },
      ],
    }),
  });
  if (!response.ok)
    throw new Error(`${receivers.http} answered ${response.status}: ${(await response.text()).slice(0, 200)}`);
  const asked = await fetch(new URL(writeQuestion('span', { trace, span }), url), { headers });
  const found = (await asked.json()) as Partial<SpanDetail>;
  if (found.spanId !== span) throw new Error(`it was taken at ${receivers.http}, and is not found at ${url}.`);
  return `taken at ${receivers.http}, stored, and found after ${Math.round(performance.now() - sent)} ms`;
}
