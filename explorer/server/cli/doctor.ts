/** `doctor`: checks what an explorer needs, and one that runs. */
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { StatusAnswer } from '../../api/answers.js';
import { checkPorts } from '../http/listen.js';
import { GRPC_PLACE, HTTP_PLACE, PAGE_PLACE } from '../http/listen-error.js';
import { PORTS } from '../ports.js';
import { describeLosses } from '../store/describe-losses.js';
import { loadChdb } from '../store/load-chdb.js';
import { findMissing } from '../store/make-folder.js';
import { openStore } from '../store/open-store.js';
import { reachFolder } from '../store/reach-folder.js';
import type { CommandLine } from './options.js';
import { messageOf } from './terminal.js';
import type { Terminal } from './terminal.js';
import { checkReceiver, sendTestSpan } from './test-span.js';

/** Bytes that should be free on the disk. */
const MIN_FREE = 1024 ** 3;

/**
 * Prints a line for each check.
 *
 * @returns false if anything is wrong
 */
export async function doctor(commandLine: CommandLine, terminal: Terminal): Promise<boolean> {
  let isHealthy = true;
  const check = async (what: string, run: () => Promise<string>): Promise<void> => {
    try {
      terminal.out(`ok     ${what}: ${await run()}\n`);
    } catch (error) {
      isHealthy = false;
      terminal.out(`WRONG  ${what}: ${messageOf(error)}\n`);
    }
  };
  const { explorer: options } = commandLine;
  const url = commandLine.url ?? `http://127.0.0.1:${options.port ?? PORTS.page}`;
  const headers = options.token === undefined ? {} : { Authorization: `Bearer ${options.token}` };
  const status = await fetchStatus(url, headers);
  if (status === 'needsToken') {
    terminal.out(`WRONG  explorer: the one at ${url} was started with a token: give it with --token\n`);
    return false;
  }

  await check('Node', () => checkNode());
  // of an explorer elsewhere, the disk is elsewhere, too
  const isHere = commandLine.url === undefined || commandLine.namesStore;
  if (options.clickhouse === undefined && isHere)
    await check('disk', () => checkFreeSpace(options.data ?? '.spanlink'));
  if (status === undefined && commandLine.url !== undefined) {
    await check('explorer', () => Promise.reject(new Error(`none answers at ${url}; start one, or leave --url out.`)));
  } else if (status === undefined) {
    const { port = PORTS.page, otlpHttpPort = PORTS.otlpHttp, otlpGrpcPort = PORTS.otlpGrpc } = options;
    terminal.out(`-      explorer: none answers at ${url}\n`);
    for (const [place, number] of [
      [PAGE_PLACE, port],
      [HTTP_PLACE, otlpHttpPort],
      [GRPC_PLACE, otlpGrpcPort],
    ] as const)
      if (number !== false)
        await check(place.what, async () => {
          await checkPorts(options.host ?? '127.0.0.1', [{ ...place, port: number }]);
          return `${options.host ?? '127.0.0.1'}:${number} is free`;
        });
    if (options.clickhouse === undefined)
      await check('engine', async () => {
        await loadChdb();
        return 'chDB is there';
      });
    await check('store', () => checkStore(commandLine, terminal));
  } else {
    await check('explorer', () =>
      Promise.resolve(
        `${status.version} at ${url}, ${status.spans} spans, ${status.links} links, ${formatBackfill(status.backfill)}`,
      ),
    );
    const { lost } = status;
    if (lost) await check('losses', () => Promise.reject(new Error(describeLosses(lost))));
    await check('OTLP over HTTP', () => checkReceiver(url, status, headers));
    if (commandLine.sendsTestSpan === true) await check('a test span', () => sendTestSpan(url, status, headers));
    else terminal.out('-      a test span: not sent, as it would stay there; --test-span sends one\n');
  }
  terminal.out(isHealthy ? 'All is well.\n' : 'Something is wrong; see above.\n');
  return isHealthy;
}

const formatBackfill = ({ isDone, done, total }: StatusAnswer['backfill']): string =>
  isDone ? 'all indexed' : `${done} of ${total} earlier spans indexed`;

async function fetchStatus(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<StatusAnswer | 'needsToken' | undefined> {
  try {
    const response = await fetch(new URL('/api/status', url), { headers, signal: AbortSignal.timeout(5000) });
    if (response.status === 401) return 'needsToken';
    return response.ok ? ((await response.json()) as StatusAnswer) : undefined;
  } catch {
    return undefined;
  }
}

function checkNode(): Promise<string> {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < 20) throw new Error(`20 or later is needed, and this is ${process.versions.node}.`);
  return Promise.resolve(process.versions.node);
}

async function checkFreeSpace(data: string): Promise<string> {
  await reachFolder(data, false);
  let folder = resolve(data);
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  const free = `${((bavail * bsize) / 1024 ** 3).toFixed(1)} GiB free at ${folder}`;
  if (bavail * bsize < MIN_FREE)
    throw new Error(`${free}: free at least 1 GiB, choose another folder with --data, or keep less with --retention.`);
  return free;
}

/** Opens the store, and has the engine compare the checksums of all its files. */
async function checkStore({ explorer: options }: CommandLine, terminal: Terminal): Promise<string> {
  const { data = '.spanlink', clickhouse } = options;
  if (clickhouse === undefined && findMissing(data).length > 0)
    return `${data} is not there yet; it is made at the first start`;
  const notices: string[] = [];
  const store = await openStore({
    ...options,
    keepsRetention: true,
    checksAll: true,
    onNotice: (notice) => notices.push(notice),
    ...(clickhouse === undefined && { data }),
  });
  try {
    const { tables } = store;
    for (const table of Object.values(tables)) await store.query(`SELECT * FROM ${table} LIMIT 1`);
    const [row] = await store.query<{ spans: number }>(`SELECT count() AS spans FROM ${tables.traces}`);
    const losses = store.lost && describeLosses(store.lost);
    for (const notice of notices) if (notice !== losses) terminal.out(`-      store: ${notice}\n`);
    if (losses !== undefined) throw new Error(losses);
    const [place, compared] =
      clickhouse === undefined ? [data, ', with the right checksums'] : [new URL(clickhouse).host, ''];
    return `${place} has its tables and ${row?.spans ?? 0} spans, ${formatBackfill(store.backfill())}${compared}`;
  } finally {
    await store.close();
  }
}
