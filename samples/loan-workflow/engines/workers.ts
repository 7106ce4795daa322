/** The worker processes: two at a time, and another for each that is killed. */
import type { Process, Processes } from '../processes.js';

export class Workers {
  /** Rejects when a worker ends by itself. */
  readonly failed: Promise<never>;
  readonly #processes: Processes;
  readonly #script: URL;
  readonly #args: readonly string[];
  readonly #running = new Set<Process>();
  #fail: (error: Error) => void = () => {};
  #started = 0;
  #isStopped = false;

  constructor(processes: Processes, script: URL, args: readonly string[]) {
    this.#processes = processes;
    this.#script = script;
    this.#args = args;
    this.failed = new Promise((_resolve, reject) => (this.#fail = reject));
    this.failed.catch(() => {});
    this.#start();
    this.#start();
  }

  /** Lets them finish their jobs. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const running = [...this.#running];
    for (const { child } of running) if (child.connected) child.send('stop');
    await Promise.all(running.map(({ ended }) => ended));
  }

  #start(): void {
    const name = `worker-${++this.#started}`;
    const worker = this.#processes.start(this.#script, [name, ...this.#args]);
    this.#running.add(worker);
    void worker.ended.then((ending) => {
      this.#running.delete(worker);
      if (this.#isStopped) return;
      if (ending === 'killed') this.#start();
      else this.#fail(new Error(`${name} ended`));
    });
  }
}
