/** Promise 3: errors and nonsense of the functions in the options are left out and reported. */
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, runStage, Stage, useLedger, Workflow } from 'spanlink/workflow';
import { recordReports } from '../fixtures/reports';
import { hostile } from '../fixtures/hostile-inputs';

const recorder = recordSpans();
const reports = recordReports();
useLedger(new MemoryLedger());
beforeEach(() => {
  recorder.reset();
  reports.length = 0;
});
afterAll(() => recorder.stop());

const fail = (): never => {
  throw new Error('thrown by the application');
};

const nonsense: [string, () => unknown][] = [
  ['throws', fail],
  ['returns nothing', () => undefined],
  ['returns null', () => null],
  ['returns the empty text', () => ''],
  ['returns an object', () => ({ id: 7 })],
  ['returns an array', () => ['7']],
  ['gives a promise', async () => '7'],
  ['gives a promise that rejects', () => Promise.reject(new Error('later'))],
  ['gives a symbol', () => Symbol('run')],
  ['returns NaN', () => NaN],
  ['returns an unreadable value', () => hostile],
];

test.each(nonsense)('if run %s, the stage has a span without links, which is reported once', async (what, run) => {
  @Workflow({ name: 'orders', run: run as never })
  class Orders {
    static readonly name: string = `Run ${what}`;

    @Stage()
    async place(): Promise<number> {
      return 7;
    }
  }
  await expect(new Orders().place()).resolves.toBe(7);
  await expect(new Orders().place()).resolves.toBe(7);
  expect(reports).toEqual([expect.stringContaining(`Run ${what}.place run `)]);
  for (const span of recorder.named(`Run ${what}.place`)) {
    expect(span).toHaveLinkCount(0);
    expect(span.attributes).not.toHaveProperty(['spanlink.stage.attempt']);
  }
  expect(recorder.spans).toHaveLength(2);
});

describe.each(nonsense)('If a function %s,', (what, given) => {
  const silent = ['returns nothing', 'returns null', 'returns the empty text'].includes(what);

  test.each(['item', 'continues'])('the option %s is left out', async (option) => {
    @Workflow({ name: `${option} ${what}`, run: () => 1 })
    class Orders {
      static readonly name: string = `${option} ${what}`;

      @Stage({ [option]: given as never })
      async place(): Promise<number> {
        return 7;
      }
    }
    await expect(new Orders().place()).resolves.toBe(7);
    expect(recorder.span(`${option} ${what}.place`).attributes).toMatchObject({ 'spanlink.stage.attempt': 1 });
    expect(recorder.span(`${option} ${what}.place`).attributes).not.toHaveProperty(['spanlink.stage.item']);
    expect(reports).toHaveLength(silent ? 0 : 1);
  });

  test.each(['origin', 'isReplaying', 'attributes', 'name', 'links', 'result', 'isError'])(
    'the option %s is left out',
    async (option) => {
      const run = `${option} ${what}`;
      await expect(runStage({ workflow: 'orders', run, stage: 'place', [option]: given }, () => 7)).resolves.toBe(7);
      const [span] = recorder.spans;
      expect(span?.name).toBe('orders.place');
      expect(span?.attributes).toMatchObject({ 'spanlink.workflow.run_id': run, 'spanlink.stage.attempt': 1 });
      expect(span).toHaveLinkCount(0);
    },
  );
});

test.each([[7], [null], [{}], [['a', 7, null]], [Symbol('after')]])(
  'runStage with %p in after still runs',
  async (after) => {
    await expect(
      runStage({ workflow: 'orders', run: 'after', stage: 'place', after: after as never }, () => 7),
    ).resolves.toBe(7);
    expect(recorder.spans).toHaveLength(1);
  },
);

test('an isReplaying that throws means no replay', async () => {
  await runStage({ workflow: 'orders', run: 'r', stage: 'place', isReplaying: fail }, () => 7);
  expect(recorder.spans).toHaveLength(1);
});
