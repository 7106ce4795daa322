/** A wrong set-up is reported once, and the application works. */
import { sequence } from '../fixtures/patterns';
import { describeOnNest, type RunningApp, useApp } from './harness';

interface Visit {
  readonly answer: string;
  readonly said: readonly string[];
}

interface Misconfigured extends RunningApp {
  /** Starts an application that is wrong in that way, asks it, and closes it. */
  visit(name: string, path?: string): Promise<Visit>;
  spanNames(): Promise<string[]>;
  resetSpans(): Promise<void>;
  stopSdk(): Promise<void>;
}

async function visitAll(app: Misconfigured) {
  const visits = {
    noModule: await app.visit('withoutModule', '/asked'),
    noModuleAgain: await app.visit('withoutModule', '/asked'),
    right: await app.visit('withModule'),
    noMessage: await app.visit('withModule', '/asked'),
    bare: await app.visit('bare'),
    twice: await app.visit('twice', '/other'),
    unknownOptions: await app.visit('unknownOptions', '/other'),
    wrongTypes: await app.visit('wrongTypes', '/other'),
    noObject: await app.visit('noObject'),
    failingFactory: await app.visit('failingFactory'),
    throwingFactory: await app.visit('throwingFactory'),
    noFactory: await app.visit('noFactory'),
  };
  const spansOfSecondImport = (await app.spanNames()).filter((name) => name === 'Home.other').length;
  await app.resetSpans();
  const fromFactory = await app.visit('fromFactory', '/other');
  const spans = await app.spanNames();
  // the last of them, as it puts spans on the methods of a class that all share
  const late = {
    matchesNothing: await app.visit('matchesNothing', '/other'),
    noLedger: await app.visit('noLedger'),
  };
  await app.stopSdk();
  return {
    visits: { ...visits, ...late, fromFactory, noSdk: await app.visit('withModule') },
    spans,
    spansOfSecondImport,
  };
}

describeOnNest('SpanlinkModule', (nest) => {
  const app = useApp(nest, 'module-misconfigured', {}, visitAll);
  const visit = (name: string): Visit | undefined => (app.results.visits as Readonly<Record<string, Visit>>)[name];

  test.each(['right', 'bare'])('reports nothing if nothing is wrong: %s', (name) => {
    expect(visit(name)).toEqual({ answer: 'home', said: [] });
  });

  test('reports once a process that it is missing where it is needed', () => {
    const [first, second, set] = [visit('noModule'), visit('noModuleAgain'), visit('noMessage')];
    expect(first).toEqual({
      answer: 'asked',
      said: [
        expect.stringMatching(/^Spanlink warn: messageContext knows of no messages, as SpanlinkModule is not imported/),
      ],
    });
    expect([second, set]).toEqual([
      { answer: 'asked', said: [] },
      { answer: 'asked', said: [] },
    ]);
  });

  test('takes its options from a factory', () => {
    expect(visit('fromFactory')).toEqual({ answer: 'other', said: [] });
    expect(app.results.spans).toContain('Home.other');
  });

  test.each([
    [
      'noSdk',
      'home',
      /^Spanlink warn: No OpenTelemetry SDK is registered, so nothing is traced\. Start one before the application/,
    ],
    ['twice', 'other', /^Spanlink warn: SpanlinkModule was imported more than once; the first import counts/],
    [
      'unknownOptions',
      'other',
      /cannot use: there is no option `provider` \(there are clients and providers\); there is no option `client`/,
    ],
    [
      'wrongTypes',
      'other',
      /cannot use: `clients` is true or false, not no; `providers` is true, false or \{ include, exclude \}/,
    ],
    ['noObject', 'home', /cannot use: it takes an object, such as \{ providers: true \}; it got all/],
    [
      'failingFactory',
      'home',
      sequence(
        /^Spanlink warn: The factory of SpanlinkModule\.forRootAsync failed, /,
        /so the defaults hold\. \(Error: no settings\)$/,
      ),
    ],
    ['throwingFactory', 'home', /so the defaults hold\. \(Error: no settings\)$/],
    [
      'matchesNothing',
      'other',
      /^Spanlink warn: The option `providers` names what matches no .*: include: Hme, exclude: Home\.othr\. /,
    ],
    ['noLedger', 'home', /^Spanlink warn: LedgerModule was imported without a ledger, so no stage is recorded/],
    ['noFactory', 'home', /so the defaults hold\. \(TypeError: it was given no factory\)$/],
  ])('reports one problem, and works: %s', (name, answer, message) => {
    expect(visit(name)).toEqual({ answer, said: [expect.stringMatching(message)] });
  });

  test('counts its first import alone, which asked for no spans on methods without a decorator', () => {
    expect(app.results.spansOfSecondImport).toBe(0);
  });
});
