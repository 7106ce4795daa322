/** Runs a sample with an explorer of its own, and prints the address of the picture. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const EXPLORER = fileURLToPath(new URL('../explorer/dist/server/cli/main.js', import.meta.url));
/** The explorer's default ports. */
const PORTS = { page: 4319, otlp: 4318 };

/** The fields used from the explorer's answers. */
interface Trace {
  readonly traceId: string;
  readonly linksOut: number;
  readonly linksIn: number;
}
interface Graph {
  readonly lanes: readonly unknown[];
  readonly links: readonly unknown[];
}

/**
 * Runs the sample with the other arguments of this process, exporting to an explorer, prints the link to the picture of
 * its traces, and waits for Ctrl-C. With `--once` it ends after the link. Fails if the sample fails, or if there is
 * nothing to see.
 */
export async function explore(sample: string): Promise<void> {
  const isOnce = process.argv.includes('--once');
  const args = process.argv.slice(2).filter((argument) => argument !== '--explore' && argument !== '--once');
  const folder = await mkdtemp(join(tmpdir(), 'spanlink-explorer-'));
  const explorer = spawn(process.execPath, [EXPLORER, '--no-open', '--data', folder, ...(await portsFor(isOnce))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Ctrl-C goes to all processes of a terminal; this one ends last
  process.on('SIGINT', () => explorer.kill('SIGINT'));
  process.on('SIGTERM', () => explorer.kill('SIGTERM'));
  const ended = once(explorer, 'exit');
  try {
    const { page, otlp } = await addressesOf(explorer);
    process.exitCode = (await run(fileURLToPath(sample), args, otlp)) || (await show(page));
    if (!isOnce && process.exitCode === 0) {
      console.log('Ctrl-C ends the explorer.');
      await ended;
    }
  } finally {
    explorer.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function portsFor(isOnce: boolean): Promise<string[]> {
  const [page, otlp] = await Promise.all(
    [PORTS.page, PORTS.otlp].map(async (port) => (!isOnce && (await isFree(port)) ? port : 0)),
  );
  return ['--port', String(page), '--otlp-http-port', String(otlp), '--otlp-grpc-port', 'off'];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Reads the addresses that the explorer prints when it has started. */
async function addressesOf(explorer: ChildProcess): Promise<{ page: string; otlp: string }> {
  let output = '';
  for await (const chunk of explorer.stdout ?? []) {
    output += String(chunk);
    const [page, otlp] = [/Page\s+(\S+)/, /OTEL_EXPORTER_OTLP_ENDPOINT=(\S+)/].map(
      (pattern) => pattern.exec(output)?.[1],
    );
    if (page !== undefined && otlp !== undefined && output.includes('Ctrl-C')) return { page, otlp };
  }
  throw new Error('the explorer did not start; npm run build --workspace explorer builds it');
}

async function run(file: string, args: readonly string[], otlp: string): Promise<number> {
  const env = { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: otlp };
  const [code] = (await once(
    spawn(process.execPath, [...process.execArgv, file, ...args], { stdio: 'inherit', env }),
    'exit',
  )) as [number | null];
  return code ?? 1;
}

/**
 * Prints the link to the picture of the trace with the most links, with its causes and effects.
 *
 * @returns the exit code: 1 if no trace is linked
 */
async function show(page: string): Promise<number> {
  const { traces } = await ask<{ traces: readonly Trace[] }>(new URL('/api/search?limit=200', page));
  const [center] = traces.toSorted((one, other) => linksOf(other) - linksOf(one));
  if (center === undefined || linksOf(center) === 0) {
    console.error('✗ the explorer got no trace that is linked to another');
    return 1;
  }
  const { lanes, links } = await ask<Graph>(new URL(`/api/graph?trace=${center.traceId}&hops=10`, page));
  const picture = new URL(`/?view=timeline&trace=${center.traceId}&hops=10`, page);
  console.log(`\n✓ the explorer shows ${lanes.length} traces, joined by ${links.length} links:\n\n  ${picture}\n`);
  return 0;
}

function linksOf({ linksOut, linksIn }: Trace): number {
  return linksOut + linksIn;
}

async function ask<T>(url: URL): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}
