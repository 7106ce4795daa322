/**
 * Promise 7: without an SDK, with tracing suppressed, or while an engine replays, a stage is the method, and nothing
 * else.
 */
import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace-node';
import { inSpan, SpanGuard } from 'spanlink';
import { recordSpans, type SpanRecorder } from 'spanlink/testing';
import { historyOf, MemoryLedger, runStage, Stage, useLedger, Workflow } from 'spanlink/workflow';
import { ledgerWith } from '../fixtures/ledgers';
import { recordReports } from '../fixtures/reports';
import { message } from '../fixtures/spans';

const asked = jest.fn();
const touched = jest.fn();
const reports = recordReports();
let recorder: SpanRecorder | undefined;
beforeEach(() => {
  jest.clearAllMocks();
  useLedger(ledgerWith({ open: touched, start: touched, finish: touched }));
});
afterEach(() => recorder?.stop());

const ask =
  <Value>(value: Value) =>
  (): Value => (asked(), value);
let replaying = false;

@Workflow({ name: 'quiet', run: ask(1), isReplaying: () => replaying })
class Quiet {
  @Stage({
    item: ask(1),
    origin: ask(message(0)),
    continues: ask(2),
    name: ask('name'),
    attributes: ask({}),
    links: ask(message(1)),
    result: ask({}),
    isError: ask(true),
  })
  async work(guard = SpanGuard.current()): Promise<string> {
    guard.setAttribute('by', 'the stage');
    return guard.state;
  }

  @Stage({ isReplaying: (is: boolean) => is })
  async own(_is: boolean): Promise<number> {
    return 7;
  }

  @Stage({ isReplaying: (is: boolean) => is })
  failing(_is: boolean): Promise<never> {
    throw new RangeError('as it was');
  }
}
const quiet = new Quiet();

async function expectQuiet(): Promise<void> {
  await expect(quiet.work()).resolves.toBe('disabled');
  const guard = new SpanGuard().link(message(0));
  await expect(quiet.work(guard)).resolves.toBe('disabled');
  await expect(
    runStage(
      { workflow: 'quiet', run: 1, stage: 'work', attributes: ask({}), isReplaying: () => replaying },
      (span) => span.state,
    ),
  ).resolves.toBe('disabled');
  expect(asked).not.toHaveBeenCalled();
  expect(touched).not.toHaveBeenCalled();
  expect(reports).toEqual([]);
}

test('without an SDK, no option of a stage is called, and the ledger is not used', async () => {
  await expectQuiet();
});

test('without an SDK, the promise of a stage is the one that the method returned', () => {
  const given = Promise.resolve(7);
  class Giving {
    @Stage()
    work(): Promise<number> {
      return given;
    }
  }
  expect(new Giving().work()).toBe(given);
});

test('with tracing suppressed, no option of a stage is called, and the ledger is not used', async () => {
  recorder = recordSpans();
  await context.with(suppressTracing(context.active()), expectQuiet);
  expect(recorder.spans).toEqual([]);
});

describe('While an engine replays,', () => {
  beforeEach(() => {
    recorder = recordSpans();
    replaying = true;
  });
  afterEach(() => (replaying = false));

  test('a stage has no span and no entry, and the method is called', async () => {
    await expectQuiet();
    expect(recorder?.spans).toEqual([]);
  });

  test('a stage’s guard does not write to the span around it', async () => {
    await inSpan('engine', () => quiet.work());
    expect(recorder?.span('engine').attributes).toEqual({});
  });

  test('spans inside of a stage are children of the span around it', async () => {
    await inSpan('engine', () =>
      runStage({ workflow: 'quiet', run: 1, stage: 'work', isReplaying: () => true }, () =>
        inSpan('inner', () => undefined),
      ),
    );
    expect(recorder?.span('inner')).toBeChildOf(recorder?.span('engine') as never);
  });

  test('an error that a stage throws at once is thrown at once', () => {
    expect(() => void quiet.failing(true)).toThrow('as it was');
  });

  test('a stage’s own isReplaying overrides that of its workflow', async () => {
    useLedger(new MemoryLedger());
    await quiet.own(false);
    await quiet.own(true);
    expect(recorder?.named('Quiet.own')).toHaveLength(1);
    expect((await historyOf('quiet', 1)).attempts).toHaveLength(1);
  });
});

test('an attempt that is not sampled is in the ledger all the same, and is linked to as such', async () => {
  recorder = recordSpans({ sampler: new AlwaysOffSampler() });
  useLedger(new MemoryLedger());
  await quiet.own(false);
  const { attempts } = await historyOf('quiet', 1);
  expect(attempts).toMatchObject([{ stage: 'own', status: 'completed', spanContext: { traceFlags: 0 } }]);
  expect(recorder.spans).toEqual([]);
  recorder = recordSpans();
  await quiet.own(false);
  expect(recorder.span('Quiet.own').links.map(({ context: { traceFlags } }) => traceFlags)).toEqual([0, 0]);
});
