/**
 * Runs real Nest applications on every supported major, each in a process of its own, against the built package.
 *
 * An application is a file of `apps/`. It is compiled once for each major (see build.ts; the usual decorator setup of
 * Nest, type-checked against that major) and is run with plain node, so relative imports end with `.js`:
 *
 *     import { run } from './run.js';
 *     run(async ({ platform }) => {
 *       const app = await NestFactory.create(…);     // listen on port 0, drive it, close it
 *       return { answer: await … };                  // anything that is JSON
 *     });
 *
 * A test asks for it once, in the body of `describeOnNest`, and asserts on what it gave and on its spans, which work
 * with the matchers of `spanlink/testing` (`useApp` runs it with our decorators alone):
 *
 *     describeOnNest('Controllers', ['express', 'fastify'], (nest, platform) => {
 *       const { app, plain } = useBoth(nest, 'http', { platform });   // our decorators do nothing in the plain one
 *       test('answer as without us', () => expect(app.results).toEqual(plain.results));
 *       test('have spans', () => expect(app.span('Orders.place')).toBeRootSpan());
 *     });
 *
 * Options go to the application as they are, as JSON (ports of servers, say). What it writes, and its error, are in the
 * failure of the test; type errors fail types.test.ts. By hand: `node test/nestjs/nest-12/build/with/http.js '{…}'`.
 * Run `npm run build` after changes to the package: the tests use `dist`.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { SpanContext } from '@opentelemetry/api';
import type { FinishedSpan } from '../../lib/render/finished-span.js';
import { buildOf, NESTS } from './build';

/** A major of Nest. */
export type Nest = (typeof NESTS)[number];

/** What carries HTTP. */
export type Platform = 'express' | 'fastify';

/** What an application gave; spans in the order in which they ended. */
export interface Run {
  readonly results: Record<string, unknown>;
  readonly spans: readonly FinishedSpan[];
  /** Those that this package made. */
  readonly ours: readonly FinishedSpan[];
  /** The names of spans that had not ended. */
  readonly unfinished: readonly string[];
}

/** The run of a test, from its `beforeAll` on. */
export interface App extends Run {
  /** The one span of that name. */
  span(name: string): FinishedSpan;
  /** All spans of that name. */
  named(name: string): FinishedSpan[];
}

/** A suite for each major of Nest. */
export function describeOnNest(title: string, body: (nest: Nest) => void): void;
/** A suite for each major of Nest and each platform. */
export function describeOnNest(
  title: string,
  platforms: readonly Platform[],
  body: (nest: Nest, platform: Platform) => void,
): void;
export function describeOnNest(
  title: string,
  platforms: readonly Platform[] | ((nest: Nest) => void),
  body?: (nest: Nest, platform: Platform) => void,
): void {
  for (const nest of NESTS) {
    if (typeof platforms === 'function') describe(`${title}, on ${nest}`, () => platforms(nest));
    else
      for (const platform of platforms) describe(`${title}, on ${nest} with ${platform}`, () => body?.(nest, platform));
  }
}

type Options = Readonly<Record<string, unknown>>;

/** Runs an application once for the tests of this suite. Options may be known only when a server has started. */
export function useApp(nest: Nest, name: string, options: Options | (() => Options) = {}): App {
  const app = new HeldRun(name);
  beforeAll(() => app.hold(runApp(nest, name, typeof options === 'function' ? options() : options)));
  return app;
}

/** The same application side by side: with our decorators, and with ones in their place that do nothing. */
export function useBoth(nest: Nest, name: string, options: Options | (() => Options) = {}): { app: App; plain: App } {
  const [app, plain] = [new HeldRun(name), new HeldRun(name)];
  beforeAll(async () => {
    const given = typeof options === 'function' ? options() : options;
    await Promise.all([
      app.hold(runApp(nest, name, given)),
      plain.hold(runApp(nest, name, { ...given, without: true })),
    ]);
  });
  return { app, plain };
}

/** What a suite asserts on, which is there when its application has run. */
class HeldRun implements App {
  readonly #name: string;
  #finished: Run | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  async hold(run: Promise<Run>): Promise<void> {
    this.#finished = await run;
  }

  get #run(): Run {
    if (this.#finished === undefined) throw new Error(`${this.#name} has not run: use it inside of a test`);
    return this.#finished;
  }

  get results(): Run['results'] {
    return this.#run.results;
  }

  get spans(): Run['spans'] {
    return this.#run.spans;
  }

  get ours(): Run['ours'] {
    return this.#run.ours;
  }

  get unfinished(): Run['unfinished'] {
    return this.#run.unfinished;
  }

  named(name: string): FinishedSpan[] {
    return this.spans.filter((span) => span.name === name);
  }

  span(name: string): FinishedSpan {
    const [span, ...others] = this.named(name);
    if (span !== undefined && others.length === 0) return span;
    const found = this.spans
      .map((recorded) => recorded.name)
      .sort()
      .join(', ');
    throw new Error(
      `expected one span named '${name}', found ${span === undefined ? 'none' : String(others.length + 1)} among: ${found}`,
    );
  }
}

/** Runs an application to its end; an error with all it wrote, where it fails. */
export async function runApp(nest: Nest, name: string, { without = false, ...options }: Options = {}): Promise<Run> {
  const script = join(buildOf(nest)[without === true ? 'without' : 'with'], `${name}.js`);
  const child = fork(script, [JSON.stringify(options)], {
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });
  let told: Told | undefined;
  child.on('message', (message) => (told = message as Told));
  const output = Promise.all([text(child.stdout as Readable), text(child.stderr as Readable)]);
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (code !== 0 || told === undefined) {
    throw new Error(
      `${name} on ${nest} ended with ${String(signal ?? code)}, and ${told === undefined ? 'no' : 'its'} results:\n${(await output).join('')}`,
    );
  }
  const { results, unfinished } = told;
  const spans = told.spans.map(({ context, ...span }) => ({ ...span, spanContext: () => context }));
  return { results, unfinished, spans, ours: spans.filter(({ scope }) => scope === 'spanlink') };
}

/** What `apps/run.ts` sends. */
interface Told extends Pick<Run, 'results' | 'unfinished'> {
  readonly spans: readonly (Omit<FinishedSpan, 'spanContext'> & {
    readonly context: SpanContext;
    readonly scope: string;
  })[];
}
