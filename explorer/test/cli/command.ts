/** The built command, in processes of its own as users run it. */
import { spawn } from 'node:child_process';
import type { ChildProcess, ChildProcessWithoutNullStreams } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The program, compiled by test/build.mjs. */
export const main = join(__dirname, '..', '..', '.cache', 'command', 'server', 'cli', 'main.js');

/** The processes, and their ends. */
const running = new Map<ChildProcessWithoutNullStreams, Promise<unknown>>();

/** Call in `afterEach`. */
export async function killAll(): Promise<void> {
  for (const [child, ended] of running) {
    // `script` ends with what it runs, which would write into its folder for a while otherwise
    const inside = child.spawnfile === 'script' ? childrenOf(child) : [];
    for (const pid of inside) kill(pid);
    if (inside.length === 0) child.kill('SIGKILL');
    await ended;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended
  }
}

function childrenOf({ pid }: ChildProcess): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** @param file the program to run with the arguments: Node.js with the command, or a program around it */
const start = (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  file: readonly [string, ...string[]] = [process.execPath, main],
): { child: ChildProcessWithoutNullStreams; output: { out: string; err: string }; ended: Promise<number | null> } => {
  const child = spawn(file[0], [...file.slice(1), ...args], { env: { ...process.env, ...env }, cwd: '/' });
  const output = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.err += text));
  const ended = new Promise<number | null>((resolve) =>
    child.once('close', (code) => {
      running.delete(child);
      resolve(code);
    }),
  );
  running.set(child, ended);
  return { child, output, ended };
};

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a command to its end. */
export const command = (...args: string[]): Promise<Ended> => commandOf(main, args);

/** Runs a command of another program than {@link main} to its end. */
export async function commandOf(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const { output, ended } = start(args, env, [process.execPath, program]);
  return { code: await ended, ...output };
}

/** Starts an explorer in a terminal, as `script` of util-linux makes one. */
export function inTerminal(args: readonly string[], env: Readonly<Record<string, string>>): void {
  start(['/dev/null'], env, [
    'script',
    '--quiet',
    '--return',
    '--command',
    ['exec', process.execPath, main, '--port', '0', '--otlp-http-port', '0', '--otlp-grpc-port', '0', ...args].join(
      ' ',
    ),
  ]);
}

export interface Started {
  readonly url: string;
  readonly http: string;
  readonly output: { readonly out: string; readonly err: string };
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>;
  readonly signal: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<number | null>;
  /** Stops to read what it writes, as a terminal that is closed. */
  readonly leave: () => void;
  /** The resident memory of the process now, in MiB. */
  readonly memory: () => number;
}

/** Starts an explorer on free ports, and waits for its greeting. */
export async function explorer(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  program: string = main,
): Promise<Started> {
  // of files alone, nothing is received unless a port is given
  const receivers = args[0] === 'open' ? [] : ['--otlp-http-port', '0', '--otlp-grpc-port', '0'];
  const { child, output, ended } = start(['--port', '0', ...receivers, ...args], env, [process.execPath, program]);
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', () => output.out.includes('Ctrl-C stops it.') && resolve());
    void ended.then((code) => reject(new Error(`It ended with ${String(code)}: ${output.err}`)));
  });
  const [, url = ''] = /Page +(\S+)/.exec(output.out) ?? [];
  const [, http = ''] = /ENDPOINT=(\S+)\n/.exec(output.out) ?? [];
  return {
    url,
    http,
    output,
    ended,
    signal: (signal) => void child.kill(signal),
    leave: () => {
      child.stdout.destroy();
      child.stderr.destroy();
    },
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024,
    stop: (signal = 'SIGINT') => {
      child.kill(signal);
      return ended;
    },
  };
}

/** Sends spans of one trace each as OTLP/JSON. */
export const send = (
  http: string,
  traces: readonly string[],
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  fetch(`${http}/v1/traces`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'orders' } }] },
          scopeSpans: [
            {
              spans: traces.map((traceId) => ({
                traceId,
                spanId: traceId.slice(16),
                name: 'work',
                kind: 1,
                startTimeUnixNano: '1795000000000000000',
                endTimeUnixNano: '1795000000001000000',
              })),
            },
          ],
        },
      ],
    }),
  });
