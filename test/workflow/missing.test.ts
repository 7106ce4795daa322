/** A stage without a workflow or a ledger has a span without links, and one message tells the fix. */
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, runStage, Stage, useLedger, Workflow } from 'spanlink/workflow';
import { recordReports } from '../fixtures/reports';
import { causeLink, linkTargets, type Message, message } from '../fixtures/spans';
import { loaded } from '../fixtures/told';

const recorder = recordSpans();
const reports = recordReports();
beforeEach(() => {
  recorder.reset();
  reports.length = 0;
});
afterEach(() => useLedger(undefined));
afterAll(() => recorder.stop());

class Orders {
  @Stage({ links: (from: Message) => from })
  async place(_from: Message): Promise<number> {
    return 7;
  }
}

@Workflow({ name: 'loan', run: () => 1 })
class Loan {
  @Stage({ attributes: { mine: true } })
  async submit(): Promise<void> {}
}

test('without a ledger, stages have spans, and that is reported once', async () => {
  await new Loan().submit();
  await new Loan().submit();
  await runStage({ workflow: 'loan', run: 1, stage: 'submit' }, () => undefined);
  expect(recorder.spans.map(({ name, links }) => [name, links.length])).toEqual([
    ['Loan.submit', 0],
    ['Loan.submit', 0],
    ['loan.submit', 0],
  ]);
  expect(recorder.named('Loan.submit')[0]?.attributes).toMatchObject({ mine: true });
  expect(reports).toEqual([expect.stringMatching(/useLedger was not called/)]);
});

test('on a class without @Workflow, stages have spans, and the fix is reported once', async () => {
  useLedger(new MemoryLedger());
  const orders = new Orders();
  await expect(orders.place(message(0))).resolves.toBe(7);
  await orders.place(message(0));
  expect(recorder.named('Orders.place').map(linkTargets)).toEqual([[causeLink(0)], [causeLink(0)]]);
  expect(reports).toEqual([
    expect.stringMatching(
      /Orders\.place is a stage of a class without @Workflow, .*put @Workflow\(\{ name, run \}\) on the class/,
    ),
  ]);
});

test('a ledger that was removed is not used', async () => {
  const ledger = new MemoryLedger();
  useLedger(ledger);
  useLedger(undefined);
  await new Loan().submit();
  expect(ledger.history('loan', '1')).toEqual([]);
});

test('a stage that never ran is told, unless another one that is named did run', async () => {
  useLedger(new MemoryLedger());
  const run = (stage: string, after: string[] = []): Promise<void> =>
    runStage({ workflow: 'parcel', run: 1, stage, after }, () => undefined);
  await run('weigh');
  await run('pack', ['wiegh', 'weigh']);
  await run('label', ['print', 'weigh', 'pack']);
  await loaded();
  expect(reports).toEqual([]);
  await run('send', ['wiegh']);
  await loaded();
  expect(reports).toEqual([
    expect.stringMatching(/runStage of parcel\.send names 'wiegh', which is a stage that never ran; .* 'weigh'\?/),
  ]);
});

test('no name is taken for that of a stage that never ran where more workflows ran than are remembered', async () => {
  useLedger(new MemoryLedger());
  const run = (workflow: string, id: number, stage: string, after: string[] = []): Promise<void> =>
    runStage({ workflow, run: id, stage, after }, () => undefined);
  await run('shop', 1, 'order');
  for (let n = 0; n < 1_000; n++) await run(`made ${n}`, 1, 'begin');
  await run('shop', 2, 'orders');
  await run('shop', 1, 'pack', ['orders']);
  await run('another', 1, 'order');
  await run('another', 1, 'pack', ['order ']);
  expect(reports).toEqual([]);
});
