/** What is told of a failure: to the user by a warning of its kind, and through `diag` once a site. */
import { diag, type DiagLogFunction } from '@opentelemetry/api';
import { configure, LinkFrom, linksFrom, Span, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, useLedger } from 'spanlink/workflow';
import { message } from '../../fixtures/spans';
import { loaded, recordWarnings } from '../../fixtures/told';

/** Forgets what this process was told already, as a new one. */
function forget(): void {
  for (const key of ['warnings', 'reported-sites'])
    (globalThis as unknown as Record<symbol, Set<unknown> | undefined>)[Symbol.for(`spanlink.${key}`)]?.clear();
}

const recorder = recordSpans();
const logged: unknown[][] = [];
let warnings: string[];
beforeEach(() => {
  forget();
  recorder.reset();
  logged.length = 0;
  const write: DiagLogFunction = (...args) => void logged.push(args);
  diag.setLogger(
    { error: write, warn: write, info: write, debug: write, verbose: write },
    { suppressOverrideMessage: true },
  );
  logged.length = 0;
  delete process.env.SPANLINK_WARNINGS;
  warnings = recordWarnings();
});
afterEach(() => {
  process.env.SPANLINK_WARNINGS = '0';
  configure({ warnings: undefined });
  jest.restoreAllMocks();
});
afterAll(() => recorder.stop());

const fail = (): void => configure({ linkLimit: -1 });

test.each(['0', 'false', 'No', 'OFF'])('SPANLINK_WARNINGS=%s turns the warnings off', (text) => {
  process.env.SPANLINK_WARNINGS = text;
  fail();
  expect(warnings).toEqual([]);
  expect(logged).toHaveLength(1);
});

test.each([undefined, '', '1', 'yes', 'offended', '10'])('SPANLINK_WARNINGS=%s leaves them on', (text) => {
  if (text !== undefined) process.env.SPANLINK_WARNINGS = text;
  fail();
  expect(warnings).toHaveLength(1);
});

test('the setting comes before the environment', () => {
  configure({ warnings: false });
  fail();
  expect(warnings).toEqual([]);
  process.env.SPANLINK_WARNINGS = '0';
  configure({ warnings: true });
  fail();
  expect(warnings).toHaveLength(1);
});

test('a warning is of the package, has its kind as its code, and comes once for each kind', () => {
  fail();
  configure({ linkLimit: -2 });
  expect(process.emitWarning).toHaveBeenCalledTimes(1);
  expect(process.emitWarning).toHaveBeenCalledWith(
    'configure({ linkLimit: -1 }) expected a whole number from 0; the setting keeps its value. ' +
      '(Told once for each code; SPANLINK_WARNINGS=0 or configure({ warnings: false }) turns these off.)',
    { type: 'SpanlinkWarning', code: 'SPANLINK_OPTION' },
  );
  expect(logged).toEqual([
    ['spanlink: configure({ linkLimit: -1 }) expected a whole number from 0; the setting keeps its value'],
    ['spanlink: configure({ linkLimit: -2 }) expected a whole number from 0; the setting keeps its value'],
  ]);
});

test('an unknown setting is told with the nearest name', async () => {
  configure({ linklimit: 3 } as never);
  await loaded();
  expect(warnings).toEqual([expect.stringMatching(/^SPANLINK_OPTION .*did you mean 'linkLimit'\?/)]);
});

const FAILURES: [string, object, string][] = [
  ['a name that is no text', { name: () => 7 }, 'CALLBACK job name gave number, not string; it was left out'],
  [
    'attributes that are a text',
    { attributes: () => 'x' },
    'CALLBACK job attributes gave string, not object; it was left out',
  ],
  [
    'attributes in an array',
    { attributes: () => [1] },
    'CALLBACK job attributes gave an array, not object; it was left out',
  ],
  [
    'a promise of attributes',
    { attributes: async () => ({}) },
    'CALLBACK job attributes gave a promise, not object; it was left out',
  ],
  ['a result that is a number', { result: () => 7 }, 'CALLBACK job result gave number, not object; it was left out'],
  ['links in a promise', { links: async () => [] }, 'SELECTOR job links gave a promise, not a source; it was left out'],
  [
    'a parent that throws',
    {
      parent: () => {
        throw new RangeError('secret');
      },
    },
    'SELECTOR job parent threw, and was left out (RangeError)',
  ],
  [
    'links that throw a text',
    {
      links: () => {
        throw 'secret';
      },
    },
    'SELECTOR job links threw, and was left out (string)',
  ],
  [
    'a parent that throws an error of no class',
    {
      parent: () => {
        throw Object.setPrototypeOf(new Error('secret'), { constructor: {} });
      },
    },
    'SELECTOR job parent threw, and was left out (object)',
  ],
];

test.each(FAILURES)('%s is told by its type, and costs nothing else', (_name, options, expected) => {
  const job = (): string => 'done';
  expect(traced(job, options)()).toBe('done');
  expect(warnings).toEqual([expect.stringMatching(/^SPANLINK_/)]);
  expect(warnings[0]).toContain(`SPANLINK_${expected}. (Told`);
});

test('what isError gives is told if it is neither true nor false', () => {
  const job = (): never => {
    throw new Error('refused');
  };
  expect(traced(job, { isError: () => 'yes' as never })).toThrow('refused');
  expect(warnings).toEqual([expect.stringContaining('SPANLINK_CALLBACK job isError gave string, not boolean')]);
});

test('what gives nothing, or what it should, is told of nothing', () => {
  const nothing = { attributes: () => null, result: () => undefined, links: () => [message(0)], parent: () => null };
  traced(() => 1, { name: 'job', ...nothing } as never)();
  expect(recorder.span('job')).toHaveLinkCount(1);
  expect([warnings, logged]).toEqual([[], []]);
});

test('link attributes of the wrong type are no selector, and told by their type', () => {
  linksFrom([message(0)], { attributes: () => 7 as never });
  expect(warnings).toEqual([expect.stringContaining('link attributes gave number, not object')]);
  expect(warnings[0]).toMatch(/^SPANLINK_CALLBACK /);
});

test('the site of a decorated method names it, and the error goes along to diag alone', () => {
  const error = new TypeError('secret');
  class Orders {
    @Span({
      attributes: () => {
        throw error;
      },
    })
    @LinkFrom(0)
    ship(order: object): void {}
  }
  new Orders().ship(message(0));
  expect(logged).toEqual([['spanlink: Orders.ship attributes threw, and was left out', error]]);
  expect(warnings.join()).not.toContain('secret');
});

test('a name that is too long is told by its beginning, and two letters resemble no longer name', async () => {
  useLedger(new MemoryLedger(), { ['x'.repeat(101)]: 1, ti: 1, tim: 1 } as never);
  await loaded();
  useLedger(undefined);
  const texts = logged.map(([text]) => String(text));
  expect(texts[0]).toMatch(/^spanlink: useLedger: 'x{100}' is no option, and was left out; there are timeout$/);
  expect(texts[1]).toMatch(/'ti' is no option, and was left out; there are timeout$/);
  expect(texts[2]).toMatch(/'tim' is no option, and was left out; did you mean 'timeout'\? there are timeout$/);
});

test('options that are no object have no names that could be wrong', async () => {
  useLedger(undefined, 'text' as never);
  await loaded();
  expect(logged).toEqual([]);
});
