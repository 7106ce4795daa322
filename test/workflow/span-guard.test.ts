/** `SpanGuard.current()` in a stage is the guard of the attempt's own span. */
import { setImmediate } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import { SpanGuard } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, runStage, Stage, useLedger, Workflow } from 'spanlink/workflow';
import { asyncLedger } from '../fixtures/ledgers';
import { cause, message } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

@Workflow({ name: 'import', run: (id: number) => id })
class Import {
  @Stage()
  async load(_id: number, span = SpanGuard.current()): Promise<SpanGuard> {
    await setImmediate();
    expect(SpanGuard.current()).toBe(span);
    expect(trace.getActiveSpan()).toBe(span.span);
    return span.link(message(0), { relation: 'origin' }).setAttribute('rows', 3);
  }
}

describe.each([
  ['at once', () => new MemoryLedger()],
  ['later', () => asyncLedger()],
  ['never, as there is none', () => undefined],
])('With a ledger that answers %s,', (_, ledger) => {
  beforeEach(() => useLedger(ledger()));

  test('SpanGuard.current() is the stage’s guard as a parameter’s default and in the body', async () => {
    const guard = await new Import().load(1);
    expect(guard.state).toBe('completed');
    expect(recorder.span('Import.load')).toLinkTo(cause(0), { relation: 'origin' });
    expect(recorder.span('Import.load').attributes).toMatchObject({ rows: 3 });
  });

  test('runStage passes the guard to its body', async () => {
    await runStage({ workflow: 'import', run: 2, stage: 'load' }, (span) => {
      expect(span).toBe(SpanGuard.current());
      span.setAttribute('rows', 4);
    });
    expect(recorder.span('import.load').attributes).toMatchObject({ rows: 4 });
  });

  test('SpanGuard.current() outside of the stage is what it was', async () => {
    const running = new Import().load(3);
    expect(SpanGuard.current().state).toBe('disabled');
    await running;
    expect(SpanGuard.current().state).toBe('disabled');
  });
});
