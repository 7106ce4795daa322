/** What is told of a failure: to the user by a warning of its kind, and through `diag` once a site. */
import { configure, Traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, useLedger } from 'spanlink/workflow';
import { loaded, tellFailuresInTests } from '../../fixtures/told';

const recorder = recordSpans();
const told = tellFailuresInTests();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const fail = (): void => configure({ linkLimit: -1 });

test.each(['0', 'false', 'No', 'OFF'])('SPANLINK_WARNINGS=%s turns the warnings off', (text) => {
  process.env.SPANLINK_WARNINGS = text;
  fail();
  expect(told.warnings).toEqual([]);
  expect(told.logged).toHaveLength(1);
});

test.each([undefined, '', '1', 'yes', 'offended', '10'])('SPANLINK_WARNINGS=%s leaves them on', (text) => {
  if (text !== undefined) process.env.SPANLINK_WARNINGS = text;
  fail();
  expect(told.warnings).toHaveLength(1);
});

test('the setting comes before the environment', () => {
  configure({ warnings: false });
  fail();
  expect(told.warnings).toEqual([]);
  process.env.SPANLINK_WARNINGS = '0';
  configure({ warnings: true });
  fail();
  expect(told.warnings).toHaveLength(1);
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
  expect(told.logged).toStrictEqual([
    ['spanlink: configure({ linkLimit: -1 }) expected a whole number from 0; the setting keeps its value'],
    ['spanlink: configure({ linkLimit: -2 }) expected a whole number from 0; the setting keeps its value'],
  ]);
});

test('an unknown setting is told with the nearest name', async () => {
  configure({ linklimit: 3 } as never);
  await loaded();
  expect(told.warnings).toEqual([expect.stringMatching(/^SPANLINK_OPTION .*did you mean 'linkLimit'\?/)]);
});

test('a name in exclude that is no method is told as an option', async () => {
  @Traced({ exclude: ['heath'] })
  class Probes {
    health(): void {}
  }
  await loaded();
  expect(Probes.name).toBe('Probes');
  expect(told.warnings).toEqual([expect.stringMatching(/^SPANLINK_OPTION @Traced of Probes: exclude names 'heath'/)]);
});

test('a name that is too long is told by its beginning, and two letters resemble no longer name', async () => {
  useLedger(new MemoryLedger(), { ['x'.repeat(101)]: 1, ti: 1, tim: 1, timeouxyzw: 1 } as never);
  await loaded();
  useLedger(undefined);
  const texts = told.logged.map(([text]) => String(text));
  expect(texts[0]).toMatch(/^spanlink: useLedger: 'x{100}' is no option, and was left out; there are timeout$/);
  expect(texts[1]).toMatch(/'ti' is no option, and was left out; there are timeout$/);
  expect(texts[2]).toMatch(/'tim' is no option, and was left out; did you mean 'timeout'\? there are timeout$/);
  expect(texts[3]).toMatch(/'timeouxyzw' is no option, and was left out; there are timeout$/);
});

test('options that are no object have no names that could be wrong', async () => {
  useLedger(undefined, 'text' as never);
  await loaded();
  expect(told.logged).toEqual([]);
});
