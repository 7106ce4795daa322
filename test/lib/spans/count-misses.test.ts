/** A source that holds no context in the first 20 calls of its method is taken for a mistake, and told once. */
import { LinkFrom, type LinkSource } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { recordReports } from '../../fixtures/reports.js';
import { message } from '../../fixtures/spans.js';

const recorder = recordSpans();
const reports = recordReports();
jest.spyOn(process, 'emitWarning').mockReturnValue(undefined);
beforeEach(() => (reports.length = 0));
afterAll(() => {
  recorder.stop();
  jest.restoreAllMocks();
});

/** Returns what is told of a method that is called so many times with such sources. */
async function toldOf(name: string, calls: number, ...sources: unknown[]): Promise<string[]> {
  class Orders {
    static readonly name: string = name;

    @LinkFrom(0)
    read(_source: LinkSource): void {}
  }
  const orders = new Orders();
  for (let call = 0; call < calls; call++) orders.read(sources[call % sources.length] as LinkSource);
  // the texts are loaded first
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  return reports.filter((report) => report.includes(`${name}.read`) && report.includes('no span context'));
}

test('it is told in the twentieth call, and in no further one', async () => {
  expect(await toldOf('Nineteen', 19, {})).toEqual([]);
  expect(await toldOf('Twenty', 20, {})).toHaveLength(1);
  expect(await toldOf('Many', 60, {})).toHaveLength(1);
});

test('a list of things without a context is told as one of them is', async () => {
  expect(await toldOf('Listed', 20, [{}, {}])).toHaveLength(1);
});

test.each<[string, unknown[]]>([
  ['a context in one of the first calls', [{}, {}, message(0)]],
  ['the words for no cause', [null, false]],
  ['the empty batches of a poller', [[]]],
])('nothing is told of %s', async (_what, sources) => {
  expect(await toldOf(_what, 60, ...sources)).toEqual([]);
});
