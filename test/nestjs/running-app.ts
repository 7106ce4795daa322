/** An application in its own process, and the acts of a test on it. */
import { join } from 'node:path';
import { ActError, AppProcess, type Options, type Recorded } from './app-process';
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
 * @param act Performs the acts of the test, and returns their results.
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
