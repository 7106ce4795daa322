/** A ledger's queries make no spans in the application's traces. */
import { inSpan, Span } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { type Ledger, MemoryLedger, runStage, Stage, useLedger } from 'spanlink/workflow';

const recorder = recordSpans();
afterAll(() => {
  useLedger(undefined);
  recorder.stop();
});

test('the ledger’s queries by an instrumented client make no spans, but those of the body do', async () => {
  const memory = new MemoryLedger();
  const query = async <T>(name: string, body: () => T): Promise<T> => inSpan(name, body);
  const ledger: Ledger = {
    open: (opening) => query('open', () => memory.open(opening)),
    start: (key, started) => query('start', () => memory.start(key, started)),
    finish: (key, outcome) => query('finish', () => memory.finish(key, outcome)),
    history: (workflow, run) => memory.history(workflow, run),
    prune: (before) => memory.prune(before),
  };
  useLedger(ledger);
  await runStage({ workflow: 'loan', run: '7', stage: 'submit' }, () => query('body', () => undefined));
  expect(recorder.spans.map(({ name }) => name)).toEqual(['body', 'loan.submit']);
  expect(memory.history('loan', '7')).toMatchObject([
    { status: 'completed', traceparent: expect.any(String) as string },
  ]);
});

test('a stage that is a generator is refused also if it is traced already', () => {
  expect(() => {
    class Loan {
      // @ts-expect-error a generator is no async method
      @Stage()
      @Span()
      *steps(): Generator<number> {
        yield 1;
      }
    }
    return Loan;
  }).toThrow(expect.objectContaining({ code: 'ERR_SPANLINK_STAGE' }) as Error);
});
