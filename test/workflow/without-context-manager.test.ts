/** Without a context manager, the body of a stage knows its own span, also where it waited for the ledger. */
import { context } from '@opentelemetry/api';
import { SpanGuard } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { type Ledger, MemoryLedger, runStage, Stage, useLedger, Workflow } from 'spanlink/workflow';
import { cause, causeLink, linkTargets } from '../fixtures/spans';
import { application } from './loan';

const recorder = recordSpans();
context.disable();
beforeEach(() => recorder.reset());
afterEach(() => expect(recorder.unfinished).toEqual([]));
afterAll(() => recorder.stop());

/** A ledger that answers later, as a database does. */
function slowLedger(): Ledger {
  const ledger = new MemoryLedger();
  return {
    open: async (opening) => ledger.open(opening),
    start: async (key, started) => ledger.start(key, started),
    finish: async (key, outcome) => ledger.finish(key, outcome),
    prune: async (before) => ledger.prune(before),
    history: async (workflow, run) => ledger.history(workflow, run),
  };
}

@Workflow({ name: 'order', run: (run: string) => run })
class Orders {
  @Stage()
  async ship(_run: string, n: number): Promise<string | undefined> {
    const span = SpanGuard.current().link(cause(n));
    await Promise.resolve();
    return span.carrier().traceparent;
  }
}

const ledgers: [string, () => Ledger][] = [
  ['at once', () => new MemoryLedger()],
  ['later', slowLedger],
];

describe.each(ledgers)('with a ledger that answers %s', (_, make) => {
  beforeEach(() => useLedger(make()));

  test('stages that run at the same time have each their own guard', async () => {
    const orders = new Orders();
    const runs = [application().id, application().id];
    const carriers = await Promise.all(runs.map((run, n) => orders.ship(run, n)));
    const shipped = recorder.named('Orders.ship');
    expect(shipped.map(linkTargets)).toEqual([[causeLink(0)], [causeLink(1)]]);
    expect(carriers.map((carrier) => carrier?.slice(3, 52))).toEqual(
      shipped.map((span) => `${span.spanContext().traceId}-${span.spanContext().spanId}`),
    );
  });

  test('runStage gives its body the guard of its span', async () => {
    const stage = { workflow: 'order', run: application().id, stage: 'pack' };
    await runStage(stage, (span) => {
      expect(SpanGuard.current()).toBe(span);
      span.link(cause(3));
    });
    expect(linkTargets(recorder.span('order.pack'))).toEqual([causeLink(3)]);
  });

  test('a stage is not linked to one that still runs in this process, which may be its caller', async () => {
    const run = application().id;
    const of = (stage: string) => ({ workflow: 'order', run, stage });
    await runStage(of('submit'), () => undefined);
    await runStage(of('outer'), async () => {
      await Promise.resolve();
      await runStage(of('inner'), async () => {
        await Promise.resolve();
        await runStage(of('outer'), () => undefined);
      });
    });
    const [innermost, outer] = recorder.named('order.outer');
    expect(outer).toLinkTo(recorder.span('order.submit'), { relation: 'previous' });
    for (const span of [innermost, recorder.span('order.inner')]) {
      expect(span?.links.map(({ attributes }) => attributes?.['spanlink.relation'])).toEqual(['origin']);
    }
  });
});
