/** The process of an application, which takes acts over its channel. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { SpanContext } from '@opentelemetry/api';
import type { FinishedSpan } from 'spanlink/testing';

/** The options of an application; they go to it as JSON. */
export type Options = Readonly<Record<string, unknown>>;

/** The spans of an application that has ended, in the order in which they ended. */
export interface Recorded {
  readonly spans: readonly FinishedSpan[];
  /** The spans that this package made. */
  readonly ours: readonly FinishedSpan[];
  /** The names of spans that had not ended. */
  readonly unfinished: readonly string[];
}

/** The error of an act, as the application sent it. */
export class ActError extends Error {
  readonly thrown: unknown;

  constructor(act: string, thrown: unknown) {
    super(`${act} threw ${JSON.stringify(thrown)}`);
    this.thrown = thrown;
  }
}

/** The messages of `apps/serve.ts`: it has started, an act has ended, it has closed. */
type Message = { readonly url?: string } & Partial<ActEnded & Closed>;

interface ActEnded {
  readonly id: number;
  readonly value: unknown;
  readonly error: unknown;
}

interface Closed {
  readonly unfinished: readonly string[];
  readonly spans: readonly (Omit<FinishedSpan, 'spanContext'> & {
    readonly context: SpanContext;
    readonly scope: string;
  })[];
}

/** A process that serves an application. */
export class AppProcess {
  /** Resolves to the address of its HTTP server, if it has one. */
  readonly started: Promise<string>;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #output: Promise<string[]>;
  readonly #acts = new Map<number, (message: Message) => void>();
  #closed: (message: Closed) => void = () => undefined;

  constructor(script: string, options: Options) {
    this.#child = fork(script, [JSON.stringify(options)], {
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      timeout: 120_000,
      killSignal: 'SIGKILL',
    });
    this.#output = Promise.all([text(this.#child.stdout as Readable), text(this.#child.stderr as Readable)]);
    this.#exited = once(this.#child, 'exit');
    this.started = this.#orExit(
      new Promise((resolve) => this.#child.once('message', ({ url = '' }: Message) => resolve(url))),
    );
    this.#child.on('message', (message: Message) => {
      if (message.id !== undefined) this.#acts.get(message.id)?.(message);
      else if (message.spans !== undefined) this.#closed(message as Closed);
    });
  }

  act(name: string, args: readonly unknown[]): Promise<unknown> {
    const id = this.#acts.size;
    const ended = new Promise((resolve, reject) => {
      this.#acts.set(id, (message) =>
        'error' in message ? reject(new ActError(name, message.error)) : resolve(message.value),
      );
    });
    this.#child.send({ id, act: name, args });
    return this.#orExit(ended);
  }

  async close(): Promise<Recorded> {
    const closed = new Promise<Closed>((resolve) => (this.#closed = resolve));
    this.#child.send('close');
    const { unfinished, ...told } = await this.#orExit(closed);
    await this.#exited;
    const spans = told.spans.map(({ context, ...span }) => ({ ...span, spanContext: () => context }));
    return { unfinished, spans, ours: spans.filter(({ scope }) => scope === 'spanlink') };
  }

  /** Ends it at once, and returns all that it has written. */
  async kill(): Promise<string> {
    this.#child.kill('SIGKILL');
    return (await this.#output).join('');
  }

  #orExit<T>(promise: Promise<T>): Promise<T> {
    const exited = this.#exited.then((how) => {
      throw new Error(`its process ended with ${String(how)}`);
    });
    return Promise.race([promise, exited]);
  }
}
