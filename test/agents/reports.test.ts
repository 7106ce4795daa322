/** What agents report, each once and by the name of the option that is at fault; what they do goes on. */
import { trace } from '@opentelemetry/api';
import { runPlan, runTask, runTool, runTurn, Task, Tool, Turn } from 'spanlink/agents';
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, useLedger } from 'spanlink/workflow';
import { recordReports } from '../fixtures/reports';
import { loaded, recordWarnings } from '../fixtures/told';

const recorder = recordSpans();
beforeEach(() => {
  recorder.reset();
  process.env.SPANLINK_WARNINGS = '1';
});
afterEach(() => {
  process.env.SPANLINK_WARNINGS = '0';
  useLedger(undefined);
});
afterAll(() => recorder.stop());

const fail = (): never => {
  throw new Error('no');
};

test('a turn without a conversation is reported once, and told as such', async () => {
  const [reports, warnings] = [recordReports(), recordWarnings()];
  class Chat {
    @Turn() async ask(): Promise<number> {
      return 7;
    }
  }
  for (const _ of [1, 2]) expect(await new Chat().ask()).toBe(7);
  expect(reports).toEqual([
    'spanlink: Chat.ask conversation is missing: the turn has no link to the one before it; give @Turn or @Agent a ' +
      'conversation',
  ]);
  expect(warnings).toEqual([expect.stringMatching(/^SPANLINK_NO_RUN Chat\.ask conversation is missing/)]);
});

test('without a ledger a turn says that it has no links, once; with one, it says nothing', async () => {
  const [reports, warnings] = [recordReports(), recordWarnings()];
  await runTask({ agent: 'planner' }, () => 7);
  useLedger(new MemoryLedger());
  await runTurn({ conversation: 'c1' }, () => 7);
  await runTask({ id: 't1' }, () => 7);
  expect([reports, warnings]).toEqual([[], []]);
  useLedger(undefined);
  for (const _ of [1, 2]) await runTurn({ conversation: 'c1' }, () => 7);
  const expected = 'useLedger was not called: turns and tasks get spans, and no links to those before them';
  expect(reports).toEqual([`spanlink: ${expected}`]);
  expect(warnings).toEqual([expect.stringContaining(`SPANLINK_NO_LEDGER ${expected}`)]);
});

test.each<[string, () => unknown]>([
  ['runTurn conversation is empty, not a text', () => runTurn({ conversation: '', agent: 'r1' }, () => 7)],
  ['runTask id is NaN, not a text', () => runTask({ id: NaN, agent: 'r2' }, () => 7)],
  ['runTask conversation is of type object', () => runTask({ conversation: {} as never, agent: 'r3' }, () => 7)],
  ['runPlan conversation is of type boolean', () => runPlan({ conversation: true as never }, () => 7)],
  ['runTask: ', () => runTask({ agnt: 'x' } as never, () => 7)],
  ['runPlan: ', () => runPlan({ agnt: 'x' } as never, () => 7)],
  [
    'mark redact gave number, not a text',
    () => runTool({ name: 'mark', content: { input: () => 'x', redact: () => 7 as never } }, () => 7),
  ],
  ['count resultFrom threw', () => runTool({ name: 'count', resultFrom: fail }, () => 7)],
  ['write redact threw', () => runTool({ name: 'write', content: { input: () => 'x', redact: fail } }, () => 7)],
])('"%s" is reported, and the work is done', async (expected, work) => {
  const reports = recordReports();
  const warnings = recordWarnings();
  expect(await work()).toBe(7);
  await loaded();
  expect([...reports, ...warnings].filter((text) => text.includes(expected))).not.toEqual([]);
});

test('an id and a text that are left out are no failure', async () => {
  const reports = recordReports();
  class Worker {
    @Task({ id: () => null as never, conversation: () => null as never }) async work(): Promise<void> {}
  }
  await new Worker().work();
  runTool({ name: 'read', content: { limit: 7 } }, () => 7);
  expect(reports).toEqual([]);
});

test('a tool in a span of its own client reports its attributes by their name', () => {
  const reports = recordReports();
  class Tools {
    @Tool({ attributes: fail } as never) look(): number {
      return 7;
    }
  }
  const look = (): number =>
    trace
      .getTracer('others')
      .startActiveSpan(
        'execute_tool',
        { attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'look' } },
        (span) => {
          const found = new Tools().look();
          span.end();
          return found;
        },
      );
  expect(look()).toBe(7);
  expect(reports).toEqual(['spanlink: Tools.look attributes threw, and was left out']);
});
