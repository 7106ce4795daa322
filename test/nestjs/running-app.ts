/** An application in its own process, and the acts of a test on it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { SpanContext } from '@opentelemetry/api';
import type { FinishedSpan } from '../../lib/finished-span.js';
import { buildOf, type Nest } from './build';

export type Carrier = Readonly<Record<string, string>>;

/** An answer over HTTP, without the headers that differ from one to the next. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/**
 * An application that takes acts. Suites add the acts of their application, each of which is one of the functions that
 * it serves: `interface Microservice extends RunningApp { send(pattern: string, data: object): Promise<unknown> }`.
 */
export interface RunningApp {
  readonly url: string;
  /** Sends a GET request. */
  get(path: string, headers?: Carrier): Promise<Answer>;
  /** Sends a POST request with a JSON body. */
  post(path: string, body: unknown, headers?: Carrier): Promise<Answer>;
  /** Records a span in the application, to link to, and returns the headers that carry it. */
  cause(name: string): Promise<Carrier>;
}

/** The spans of an application that has ended, in the order in which they ended. */
export interface Recorded {
  readonly spans: readonly FinishedSpan[];
  /** The spans that this package made. */
  readonly ours: readonly FinishedSpan[];
  /** The names of spans that had not ended. */
  readonly unfinished: readonly string[];
}

/** The options of an application; they go to it as JSON. */
export type Options = Readonly<Record<string, unknown>>;

/** The result of an act, or the value that it threw: an error as text, anything else as it is. */
export type Outcome = { readonly value: unknown } | { readonly error: unknown };

/** Waits for an act that may fail. */
export async function outcomeOf(act: Promise<unknown>): Promise<Outcome> {
  try {
    return { value: await act };
  } catch (error) {
    if (error instanceof ActError) return { error: error.thrown };
    return { error: error instanceof Error ? `${error.name}: ${error.message}` : error };
  }
}

/**
 * Starts an application, lets the test act on it, and closes it.
 *
 * @param act Sends the application what the test is about, and returns the results.
 * @returns The results, and the spans that the application recorded.
 * @throws An error with all output of the application if its process fails.
 */
export async function runApp<Running extends RunningApp, Results>(
  nest: Nest,
  name: string,
  { without = false, ...options }: Options,
  act: (app: Running) => Promise<Results>,
): Promise<Recorded & { readonly results: Results }> {
  const script = join(buildOf(nest)[without === true ? 'without' : 'with'], `${name}.js`);
  const process = new AppProcess(script, options);
  try {
    const url = await process.started;
    const results = await act(runningApp(process, url) as Running);
    return { results, ...(await process.close()) };
  } catch (error) {
    throw new Error(`${name} on ${nest} failed:\n${await process.kill()}`, { cause: error });
  }
}

/** Makes every property outside of `RunningApp` an act of the application. */
function runningApp(process: AppProcess, url: string): RunningApp {
  const app = {
    url,
    get: (path: string, headers?: Carrier) => request(url + path, { headers: { ...headers } }),
    post: (path: string, body: unknown, headers?: Carrier) =>
      request(url + path, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
  };
  return new Proxy(app, {
    get: (known, name) => {
      if (name in known) return Reflect.get(known, name) as unknown;
      // a promise of the application is not to wait for it
      return name === 'then' ? undefined : (...args: unknown[]) => process.act(String(name), args);
    },
  }) as unknown as RunningApp;
}

async function request(url: string, init: RequestInit & { headers: Carrier }): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', ...init, headers: { connection: 'close', ...init.headers } });
  const body = await response.text();
  const kept = [...response.headers].filter(([name]) => !['date', 'etag', 'connection', 'keep-alive'].includes(name));
  return { status: response.status, headers: Object.fromEntries(kept), body: parsed(body) };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** The error of an act, as the application sent it. */
class ActError extends Error {
  readonly thrown: unknown;

  constructor(act: string, thrown: unknown) {
    super(`${act} threw ${JSON.stringify(thrown)}`);
    this.thrown = thrown;
  }
}

/** The messages of `apps/serve.ts`: it has started, an act has ended, it has closed. */
type Message = { readonly url?: string } & Partial<Outcome & ActEnded & Closed>;

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
class AppProcess {
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
      timeout: 30_000,
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
