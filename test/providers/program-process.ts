/** Runs the program in a process of its own, under a provider. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { startAgent } from './agents/agent';
import type { Format } from '../fixtures/applications';
import { programOf } from './build';
import type { NeutralSpan } from './neutral-span';
import type { OffFacts } from './program/off';
import type { Facts } from './program/scenarios';
import type { Provider } from './providers';

/** What the program saw, and what its provider sent. */
export interface Outcome<Told = Facts> {
  readonly facts: Told;
  readonly spans: readonly NeutralSpan[];
  /** Hosts other than this one that something tried to reach. */
  readonly refused: readonly string[];
}

/**
 * Runs the scenarios.
 *
 * @param node The path of the Node to run.
 * @throws An error with all output of the process if it fails.
 */
export function runProgram(provider: Provider, format: Format, node: string): Promise<Outcome> {
  return run('main.js', provider, format, node, {});
}

/** Runs the program for a provider that is turned off, likewise. */
export function runOff(provider: Provider, format: Format, node: string): Promise<Outcome<OffFacts>> {
  return run('off.js', provider, format, node, { OFF: 'true', ...provider.off.env });
}

async function run<Told>(
  main: string,
  provider: Provider,
  format: Format,
  node: string,
  env: Readonly<Record<string, string>>,
): Promise<Outcome<Told>> {
  const agent = await startAgent(provider.protocol);
  try {
    const folder = programOf(provider.folder, format);
    const load = (name: string): string[] => ['--import', pathToFileURL(join(folder, name)).href];
    const child = fork(join(folder, main), {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        AGENT: agent.url,
        LINK_LIMIT: String(provider.linkLimit ?? 128),
        ...provider.env?.(agent.url),
        ...env,
      },
      execPath: node,
      execArgv: [...load('loopback-only.js'), ...(provider.hooks?.[format] ?? []), ...load('start.js')],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      timeout: 60_000,
      killSignal: 'SIGKILL',
    });
    const told: Partial<Pick<Outcome<Told>, 'facts' | 'refused'>>[] = [];
    child.on('message', (message: (typeof told)[0]) => told.push(message));
    const [out, err, [code]] = await Promise.all([
      text(child.stdout as Readable),
      text(child.stderr as Readable),
      once(child, 'close') as Promise<[number | null]>,
    ]);
    const { facts, refused } = told[0] ?? {};
    if (code !== 0 || facts === undefined || refused === undefined)
      throw new Error(`${provider.folder} in ${format} ended with ${code}:\n${out}${err}`);
    return { facts, refused, spans: agent.spans() };
  } finally {
    await agent.close();
  }
}
