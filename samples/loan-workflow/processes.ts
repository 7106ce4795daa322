/** The processes that `main.ts` starts and kills, and whose spans it collects. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { FinishedSpan } from 'spanlink/console';
import { type SpanRecord, toSpan } from '../order-pipeline/span-record.js';

/** A process, and how it ends. */
export interface Process {
  readonly child: ChildProcess;
  readonly ended: Promise<'done' | 'failed' | 'killed'>;
}

export class Processes {
  /** The spans that have ended so far, in all of them. */
  readonly spans: FinishedSpan[] = [];
  readonly #running = new Map<number | undefined, ChildProcess>();

  /** Starts a script as a process of its own. */
  start(script: URL, args: readonly string[]): Process {
    const child = fork(script, args);
    this.#running.set(child.pid, child);
    child.on('message', ({ span }: { span?: SpanRecord }) => {
      if (span !== undefined) this.spans.push(toSpan(span));
    });
    return { child, ended: this.#endOf(child) };
  }

  /** `kill -9`: the process runs no handler, ends no span and writes nothing more. */
  kill(pid: number): void {
    this.#running.get(pid)?.kill('SIGKILL');
  }

  killAll(): void {
    for (const child of this.#running.values()) child.kill('SIGKILL');
  }

  async #endOf(child: ChildProcess): Process['ended'] {
    // once its channel is closed, everything that it sent has been read
    const [[code]] = await Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
    this.#running.delete(child.pid);
    return code === 0 ? 'done' : code === null ? 'killed' : 'failed';
  }
}
