/** Promise 10: two copies of the package tell a failure once, and debug together. */
import { configure, linksFrom, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { anotherCopy } from '../fixtures/copies';
import { inputs } from '../fixtures/hostile-inputs';
import { messages } from '../fixtures/spans';
import { loaded, recordLines, recordWarnings } from '../fixtures/told';

const recorder = recordSpans();
const copy = anotherCopy();
afterEach(() => {
  configure({ debug: undefined, warnings: undefined });
  jest.restoreAllMocks();
});
afterAll(() => recorder.stop());

test('the second copy tells no failure that the first has told', async () => {
  configure({ warnings: true });
  const warnings = recordWarnings();
  const fail = {
    links: (): never => {
      throw new Error('secret');
    },
  };
  traced(() => 1, fail)();
  copy.traced(() => 1, fail)();
  await loaded();
  expect(warnings).toEqual([expect.stringMatching(/^SPANLINK_SELECTOR .* threw, and was left out \(Error\)\./)]);
});

test('warnings that one copy turns off are off in the other', async () => {
  copy.configure({ warnings: false });
  const warnings = recordWarnings();
  traced(() => 1, {
    name: (): never => {
      throw new Error('secret');
    },
  })();
  await loaded();
  expect(warnings).toEqual([]);
});

test('debugging that one copy turns on is told of both, each decision once', async () => {
  const lines = recordLines();
  copy.configure({ debug: true });
  traced(function ours() {}, { links: () => ({ id: 1 }) as never })();
  copy.traced(function theirs() {}, { links: () => ({ id: 1 }) as never })();
  await loaded();
  expect(lines.filter((line) => line.startsWith('option links of'))).toEqual([
    expect.stringContaining('option links of ours:'),
    expect.stringContaining('option links of theirs:'),
  ]);
});

test.each([...inputs, ['messages', messages(3)] as const])('debugging changes no link of %s', async (_name, source) => {
  recordLines();
  const without = linksFrom(source as never);
  configure({ debug: true });
  const debugged = linksFrom(source as never);
  await loaded();
  expect(debugged).toEqual(without);
});
