/** Processes that compile and bundle, one for each tool: a compiler is loaded once, and is quick when it is warm. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from '../../package/packed-package';

/** What a tool is asked for. */
export interface Job {
  /** The tool, whose jobs share a process. */
  readonly name: string;
  /** The module of `tools/matrix` that does it. */
  readonly module: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** The Node that it needs, if it is not this one. */
  readonly node?: string;
}

/** Runs jobs, those of one tool one after the other. */
export class Jobs {
  readonly #processes = new Map<string, ChildProcess>();
  readonly #last = new Map<string, Promise<void>>();

  async run(job: Job): Promise<void> {
    const before = this.#last.get(job.name) ?? Promise.resolve();
    const done = before.then(() => ask(this.#processFor(job), job));
    this.#last.set(
      job.name,
      done.catch(() => undefined),
    );
    return done;
  }

  /** Ends the processes. */
  async close(): Promise<void> {
    const running = [...this.#processes.values()].filter(isRunning);
    const ended = running.map((child) => once(child, 'exit'));
    for (const child of running) child.disconnect();
    await Promise.all(ended);
  }

  #processFor({ name, node }: Job): ChildProcess {
    const running = this.#processes.get(name);
    if (running !== undefined && isRunning(running)) return running;
    const started = fork(join(ROOT, 'tools/matrix/job.mjs'), {
      execPath: node ?? process.execPath,
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#processes.set(name, started);
    return started;
  }
}

function ask(child: ChildProcess, { name, module, options }: Job): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (): void => reject(new Error(`the process of ${name} ended before it was done`));
    child.once('exit', failed).once('message', ({ error }: { error?: string }) => {
      child.off('exit', failed);
      if (error === undefined) resolve();
      else reject(new Error(error));
    });
    child.send({ module, options });
  });
}

// one that has ended may still count as connected
const isRunning = ({ connected, exitCode, signalCode }: ChildProcess): boolean =>
  connected && exitCode === null && signalCode === null;
