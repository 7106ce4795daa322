/** The processes of the shop, as `main.ts` sees them. */
import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import type { FinishedSpan } from 'spanlink/console';
import { type SpanRecord, toSpan } from '../../order-pipeline/span-record.js';

/** A message from a process: it is ready, or one of its spans has ended. */
interface Message {
  readonly ready?: { readonly url?: string };
  readonly span?: SpanRecord;
}

export class Services {
  /** The spans that have ended so far, in all of them. */
  readonly spans: FinishedSpan[] = [];
  readonly #environment: NodeJS.ProcessEnv;
  readonly #run: AbortController;
  readonly #ended = new EventEmitter();
  readonly #running = new Map<ChildProcess, Promise<unknown>>();
  #isStopping = false;

  /** A service that ends by itself aborts the run. */
  constructor(environment: Readonly<Record<string, string>>, run: AbortController) {
    this.#environment = { ...process.env, ...environment, HTTP_PORT: '0' };
    this.#run = run;
  }

  /** Starts a service, and waits until it is ready. */
  async start(name: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
    const child = fork(new URL(`../dist/${name}/main.js`, import.meta.url), { env: this.#environment, execArgv: [] });
    // once its channel is closed, everything that it sent has been read
    this.#running.set(child, Promise.all([once(child, 'exit'), once(child, 'disconnect')]));
    child.on('exit', (code, signal) => {
      if (!this.#isStopping) this.#run.abort(new Error(`${name} ended with ${code ?? signal}`));
    });
    const isReady = new Promise<string>((resolve) => {
      child.on('message', ({ ready, span }: Message) => {
        if (ready !== undefined) resolve(ready.url ?? '');
        if (span === undefined) return;
        this.spans.push(toSpan(span));
        this.#ended.emit('span');
      });
    });
    return { child, url: await Promise.race([isReady, this.#aborted()]) };
  }

  /** Waits until the given number of matching spans have ended. */
  async until(count: number, isWanted: (span: FinishedSpan) => boolean): Promise<void> {
    while (this.spans.filter(isWanted).length < count) await once(this.#ended, 'span', { signal: this.#run.signal });
  }

  /** Asks the services to stop; those that do not are killed. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const late = setTimeout(() => this.#signal('SIGKILL'), 20_000);
    this.#signal(this.#run.signal.aborted ? 'SIGKILL' : 'SIGTERM');
    await Promise.all(this.#running.values());
    clearTimeout(late);
  }

  #signal(signal: NodeJS.Signals): void {
    for (const child of this.#running.keys()) child.kill(signal);
  }

  async #aborted(): Promise<never> {
    const { signal } = this.#run;
    if (!signal.aborted) await once(signal, 'abort');
    throw signal.reason;
  }
}
