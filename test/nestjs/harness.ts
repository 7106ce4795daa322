/**
 * Runs real Nest applications on every supported major, each in a process of its own, against the built package.
 *
 * An application is a file of `apps/`. It is compiled once for each major (see build.ts; the usual decorator setup of
 * Nest, type-checked against that major) and is run with plain node, so relative imports end with `.js`. It holds
 * handlers and modules, and serves the acts that are not HTTP requests:
 *
 *     import { serve } from './serve.js';
 *     serve(async ({ platform }) => {
 *       const app = await NestFactory.create(…);
 *       const url = await listen(app);               // on a free port
 *       return { url, acts: { send: (pattern, data) => … }, close: () => app.close() };
 *     });
 *
 * A test starts it once, in the body of `describeOnNest`, sends it acts, and asserts on the results and on the spans
 * that were recorded until it was closed. They work with the matchers of `spanlink/testing` (`useApp` runs it with our
 * decorators alone):
 *
 *     describeOnNest('A controller', ['express', 'fastify'], (nest, platform) => {
 *       // our decorators do nothing in the plain one
 *       const { app, plain } = useBoth(nest, 'http', { platform }, async (running: RunningApp) => ({
 *         placed: await running.post('/orders', { item: 'pear' }),
 *       }));
 *       test('answers as without us', () => expect(app.results).toEqual(plain.results));
 *       test('has a span', () => expect(app.span('Orders.place')).toBeRootSpan());
 *     });
 *
 * The output of an application, and its error, are in the failure of the test; type errors fail types.test.ts. By hand:
 * `node test/nestjs/nest-12/build/with/http-answers.js '{"platform":"express"}'` serves until it is stopped. Run
 * `npm run build` after changes to the package: the tests use `dist`.
 */
import type { FinishedSpan } from 'spanlink/testing';
import type { Options, Recorded } from './app-process';
import { type Nest, NESTS } from './build';
import { runApp, type RunningApp } from './running-app';

export type { Nest } from './build';
export { type Answer, type Carrier, type Outcome, outcomeOf, type RunningApp } from './running-app';

/** The library that serves HTTP. */
export type Platform = 'express' | 'fastify';

/** The sides of the framework's decorators on which ours stand. */
export type Side = 'above' | 'below';

/** A run of an application, from the `beforeAll` of a suite on. */
export interface App<Results> extends Recorded {
  readonly results: Results;
  /** The one span of that name. */
  span(name: string): FinishedSpan;
  /** All spans of that name. */
  named(name: string): FinishedSpan[];
}

/** Defines a suite for each major of Nest. */
export function describeOnNest(title: string, body: (nest: Nest) => void): void;
/** Defines a suite for each major of Nest and each platform. */
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

/**
 * Runs an application once for the tests of a suite.
 *
 * @param options A function if they are known only when a server has started.
 * @param act Performs the acts of the suite, and returns their results.
 */
export function useApp<Running extends RunningApp, Results>(
  nest: Nest,
  name: string,
  options: Options | (() => Options),
  act: (app: Running) => Promise<Results>,
): App<Results> {
  const app = new FinishedApp<Results>(name);
  beforeAll(() => app.hold(runApp(nest, name, typeof options === 'function' ? options() : options, act)));
  return app;
}

/** Runs an application twice and sends both the same: with our decorators, and with decorators that do nothing. */
export function useBoth<Running extends RunningApp, Results>(
  nest: Nest,
  name: string,
  options: Options | (() => Options),
  act: (app: Running) => Promise<Results>,
): { app: App<Results>; plain: App<Results> } {
  const [app, plain] = [new FinishedApp<Results>(name), new FinishedApp<Results>(name)];
  beforeAll(async () => {
    const given = typeof options === 'function' ? options() : options;
    await Promise.all([
      app.hold(runApp(nest, name, given, act)),
      plain.hold(runApp(nest, name, { ...given, without: true }, act)),
    ]);
  });
  return { app, plain };
}

/** Sends the same to the handlers on either side. */
export async function onEachSide<Results>(
  act: (side: Side, name: 'Above' | 'Below') => Promise<Results>,
): Promise<Record<Side, Results>> {
  return { above: await act('above', 'Above'), below: await act('below', 'Below') };
}

/** The sides with the names of their classes, for `describe.each`. */
export const SIDES = [
  ['above', 'Above'],
  ['below', 'Below'],
] as const;

/**
 * Defines the suite of an application whose Observables `spanlink/rxjs` follows.
 *
 * @param subscriptions The methods that return Observables, with the number of requests that each has answered.
 */
export function describeWithObservables<Running extends RunningApp>(
  name: string,
  subscriptions: Readonly<Record<string, number>>,
  act: (app: Running) => Promise<unknown>,
): void {
  describeOnNest(`With Observables followed, ${name}`, (nest) => {
    const { app, plain } = useBoth(nest, name, { platform: 'fastify', observables: true }, act);

    test('answers as without our decorators', () => {
      expect(app.results).toEqual(plain.results);
      expect(plain.ours).toEqual([]);
    });

    test('has one span for each subscription, and each span ends', () => {
      for (const [method, count] of Object.entries(subscriptions))
        expect([method, app.named(method).length]).toEqual([method, count]);
      expect(app.unfinished).toEqual([]);
    });
  });
}

/** A run whose results are there when its application has ended. */
class FinishedApp<Results> implements App<Results> {
  readonly #name: string;
  #run: (Recorded & { readonly results: Results }) | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  async hold(run: Promise<Recorded & { readonly results: Results }>): Promise<void> {
    this.#run = await run;
  }

  get #finished(): Recorded & { readonly results: Results } {
    if (this.#run === undefined) throw new Error(`${this.#name} has not run: use it inside of a test`);
    return this.#run;
  }

  get results(): Results {
    return this.#finished.results;
  }

  get spans(): Recorded['spans'] {
    return this.#finished.spans;
  }

  get ours(): Recorded['ours'] {
    return this.#finished.ours;
  }

  get unfinished(): Recorded['unfinished'] {
    return this.#finished.unfinished;
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
    const count = span === undefined ? 'none' : String(others.length + 1);
    throw new Error(`expected one span named '${name}', found ${count} among: ${found}`);
  }
}
