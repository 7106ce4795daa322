/** What is wrong with the set-up is said once, and the application works. */
import { describeOnNest, useApp } from './harness';

interface Visit {
  readonly answer: string;
  readonly said: readonly string[];
}

describeOnNest('SpanlinkModule', (nest) => {
  const app = useApp(nest, 'module-misconfigured');
  const visit = (name: string): Visit => app.results[name] as Visit;

  test.each(['right', 'bare'])('says nothing where nothing is wrong: %s', (name) => {
    expect(visit(name)).toEqual({ answer: 'home', said: [] });
  });

  test('says once a process that it is not there, where it is needed', () => {
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
      /^Spanlink warn: The factory of SpanlinkModule\.forRootAsync failed, so the defaults hold\. \(Error: no settings\)$/,
    ],
    ['throwingFactory', 'home', /so the defaults hold\. \(Error: no settings\)$/],
    ['noFactory', 'home', /so the defaults hold\. \(TypeError: it was given no factory\)$/],
  ])('says one thing, and works: %s', (name, answer, message) => {
    expect(visit(name)).toEqual({ answer, said: [expect.stringMatching(message)] });
  });

  test('lets the first import count, which gave no spans to methods without a decorator', () => {
    expect(app.results.spansOfSecondImport).toBe(0);
  });
});
