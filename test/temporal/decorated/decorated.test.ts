/** Decorated methods in activities and in workflows, with the package as it is built. */
import { join } from 'node:path';
import { Worker } from '@temporalio/worker';
import { LinkFrom, Span, SpanGuard } from 'spanlink';
import { temporalLinks } from 'spanlink/temporal';
import { recordSpans } from 'spanlink/testing';
import { A, linkOf } from '../../fixtures/spans';
import { describeTemporal } from '../../servers/server';
import { bundle, Temporal } from '../temporal';

const recorder = recordSpans();
const links = temporalLinks();
let temporal: Temporal;

class PriceActivities {
  @Span()
  @LinkFrom((order: Order) => ({ traceparent: order.traceparent }))
  async price(order: Order, span = SpanGuard.current()): Promise<number> {
    span.setAttribute('items', order.items.length);
    return order.items.length * 100;
  }
}

interface Order {
  readonly items: readonly number[];
  readonly traceparent?: string;
}

describeTemporal('Decorated methods', () => {
  beforeAll(async () => {
    const workflowsPath = join(__dirname, 'workflows.ts');
    temporal = await Temporal.start(bundle(links.worker.workflowModules, { workflowsPath }));
  });
  beforeEach(() => recorder.reset());
  afterEach(() => temporal.endWorkers());
  afterAll(() => temporal.stop());

  test('have spans in activities, below the span of the attempt, and in workflows just run', async () => {
    const taskQueue = temporal.name();
    const prices = new PriceActivities();
    let outer = '';
    const price = (order: Order): Promise<number> => {
      outer = SpanGuard.current().setAttribute('seen', true).state;
      return prices.price({ ...order, traceparent: A });
    };
    const end = await temporal.worker(taskQueue, links, { activities: { price } });
    const workflowId = temporal.name('w');
    const { workflow } = temporal.client();
    const handle = await workflow.start('order', { taskQueue, workflowId, args: [[1, 2]] });
    const result = await handle.result();
    await end();
    expect(result).toEqual([3, 200, 'disabled', 'ran', 'traced', '0', '49']);
    expect(outer).toBe('started');
    const attempt = recorder.span('RunActivity:price');
    expect(attempt.attributes.seen).toBe(true);
    expect(recorder.span('PriceActivities.price')).toBeChildOf(attempt);
    expect(recorder.span('PriceActivities.price')).toLinkTo(linkOf(A));
    expect(recorder.span('PriceActivities.price').attributes.items).toBe(2);
    expect(recorder.named('Prices.total')).toEqual([]);
    const history = await handle.fetchHistory();
    const { worker: interceptors, sinks } = links;
    const { bundle: workflowBundle } = temporal;
    await Worker.runReplayHistory({ workflowBundle, interceptors, sinks }, history, workflowId);
  });
});
