/** Starts workerd, the runtime of Cloudflare's workers, with `nodejs_compat`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { ROOT } from './packed-package';

/** The path of its binary; the package has no types. */
const { default: workerd } = createRequire(join(ROOT, 'package.json'))('workerd') as { readonly default: string };

/** A module of a worker: its name, and its file. */
export interface WorkerModule {
  readonly name: string;
  readonly type: 'esModule' | 'commonJsModule';
  readonly file: string;
}

/** A worker that answers. */
export interface RunningWorker {
  readonly address: string;
  stop(): void;
}

const configOf = (modules: readonly string[]): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  # for checks that collect garbage
  v8Flags = ["--expose-gc"],
  services = [(name = "main", worker = (
    modules = [${modules.join(', ')}],
    compatibilityDate = "2026-06-01",
    compatibilityFlags = ["nodejs_compat"],
  ))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);`;

/** Starts a worker of modules below a folder, of which the first one is its entry. */
export async function startWorker(folder: string, modules: readonly WorkerModule[]): Promise<RunningWorker> {
  // it embeds files by paths that are relative to the settings
  const config = join(mkdtempSync(join(folder, 'worker-')), 'config.capnp');
  const embedded = modules.map(({ name, type, file }) => {
    const path = relative(join(config, '..'), file).split(sep).join('/');
    return `(name = "${name}", ${type} = embed "${path}")`;
  });
  writeFileSync(config, configOf(embedded));
  const server = spawn(workerd, ['serve', '--control-fd=3', config], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  let said = '';
  (server.stderr as Readable).setEncoding('utf8').on('data', (text) => (said += text));
  const exited = once(server, 'exit').then(() => ['']);
  const listening = once(createInterface(server.stdio[3] as Readable), 'line');
  const [event] = (await Promise.race([listening, exited])) as [string];
  if (event === '') throw new Error(`workerd did not start: ${said}`);
  return {
    address: `http://127.0.0.1:${(JSON.parse(event) as { port: number }).port}`,
    stop: () => void server.kill('SIGKILL'),
  };
}

/** How a bundler of workers finds files: as wrangler does, but for the conditions of browsers. */
export const WORKER_CONDITIONS = ['workerd', 'worker'];
