/** Methods in a test that fakes all timers of Jest's, which nobody advances. */
import { Span, SpanGuard } from 'spanlink';
import { recordSpans, type SpanRecorder } from 'spanlink/testing';
import { MemoryLedger, runStage, useLedger } from 'spanlink/workflow';
import { causeLink, message } from '../fixtures/spans';

class Orders {
  @Span({ links: message(1) })
  async ship(): Promise<string> {
    await null;
    SpanGuard.current().link(message(2));
    return 'shipped';
  }

  @Span({ links: message(3) })
  *list(): Generator<number> {
    yield 1;
  }
}

describe.each([
  ['modern', {}],
  ['modern, in another year', { now: new Date('1999-12-31') }],
  ['legacy', { legacyFakeTimers: true }],
] as const)('With %s fake timers', (_, config) => {
  let recorder: SpanRecorder;
  beforeEach(() => {
    jest.useFakeTimers(config);
    recorder = recordSpans();
  });
  afterEach(() => {
    recorder.stop();
    jest.useRealTimers();
  });

  test('results, spans and links are there when the method has ended, and no timer is left', async () => {
    const orders = new Orders();
    useLedger(new MemoryLedger());
    expect(await orders.ship()).toBe('shipped');
    expect([...orders.list()]).toEqual([1]);
    expect(await runStage({ workflow: 'loan', stage: 'submit', run: '1' }, async () => 'submitted')).toBe('submitted');
    const seen = recorder.spans.map(({ name, links, duration }) => [
      name,
      links.map(({ context }) => `${context.traceId}-${context.spanId}`),
      duration.every((part) => part >= 0),
    ]);
    expect(seen).toEqual([
      ['Orders.ship', [causeLink(1), causeLink(2)], true],
      ['Orders.list', [causeLink(3)], true],
      ['loan.submit', [], true],
    ]);
    expect(recorder.unfinished).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
