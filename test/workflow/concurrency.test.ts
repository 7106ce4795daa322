/** Stages that run at once: each attempt has its own number, span and links. */
import { setImmediate } from 'node:timers/promises';
import { formatLink, inSpan } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { historyOf, type Ledger, MemoryLedger, runStage, Stage, useLedger, Workflow } from 'spanlink/workflow';
import { deferred } from '../fixtures/deferred';
import { asyncLedger, ledgerWith } from '../fixtures/ledgers';
import { linkTargets } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const held = deferred();

@Workflow({ name: 'jobs', run: (id: number) => id })
class Jobs {
  @Stage()
  async begin(id: number): Promise<void> {
    for (let turn = 0; turn < id % 5; turn++) await setImmediate();
  }

  @Stage({ after: 'begin' })
  async work(id: number): Promise<number> {
    for (let turn = 0; turn < id % 7; turn++) await setImmediate();
    return id;
  }

  @Stage({ after: 'begin' })
  async wait(_id: number): Promise<void> {
    await held.promise;
  }

  @Stage({ after: ['work'] })
  async end(_id: number): Promise<void> {}

  @Stage()
  async outer(id: number): Promise<void> {
    await this.begin(id);
    await inSpan('between', () => this.work(id));
  }
}
const jobs = new Jobs();

describe.each<[string, () => Ledger]>([
  ['at once', () => new MemoryLedger()],
  ['later', () => asyncLedger()],
])('With a ledger that answers %s,', (_, ledger) => {
  beforeEach(() => useLedger(ledger()));

  test('the same stage twice at once makes two attempts, both linked to the stage before', async () => {
    await jobs.begin(1);
    const both = [jobs.wait(1), jobs.wait(1)];
    held.resolve();
    await Promise.all(both);
    const spans = recorder.named('Jobs.wait');
    expect(spans.map(({ attributes }) => attributes['spanlink.stage.attempt']).sort()).toEqual([1, 2]);
    for (const span of spans) {
      expect(span).toLinkTo(recorder.span('Jobs.begin'), { relation: 'previous' });
      expect(span).toLinkTo(recorder.span('Jobs.begin'), { relation: 'origin' });
    }
    expect((await historyOf('jobs', 1)).attempts.map(({ stage, status }) => [stage, status])).toEqual([
      ['begin', 'completed'],
      ['wait', 'completed'],
      ['wait', 'completed'],
    ]);
  });

  test('100 runs at once stay apart', async () => {
    const ids = Array.from({ length: 100 }, (_value, id) => id);
    await Promise.all(
      ids.map(async (id) => {
        await jobs.begin(id);
        await expect(jobs.work(id)).resolves.toBe(id);
        await jobs.end(id);
      }),
    );
    expect(recorder.spans).toHaveLength(300);
    for (const id of ids) {
      const own = recorder.spans.filter(({ attributes }) => attributes['spanlink.workflow.run_id'] === String(id));
      const [begin = '', work = ''] = ['Jobs.begin', 'Jobs.work', 'Jobs.end'].map((name) =>
        formatLink((own.find((span) => span.name === name) as never as { spanContext(): never }).spanContext()),
      );
      expect(own.map((span) => [span.name, linkTargets(span).sort()])).toEqual([
        ['Jobs.begin', []],
        ['Jobs.work', [begin, begin]],
        ['Jobs.end', [begin, work].sort()],
      ]);
      expect(own.map(({ attributes }) => attributes['spanlink.stage.attempt'])).toEqual([1, 1, 1]);
    }
  });

  test('a stage that calls another has its span as a child, with links of its own', async () => {
    await jobs.begin(7);
    recorder.reset();
    await jobs.outer(7);
    const [begin, work, outer] = ['Jobs.begin', 'Jobs.work', 'Jobs.outer'].map((name) => recorder.span(name));
    expect(begin).toBeChildOf(outer as never);
    expect(recorder.span('between')).toBeChildOf(outer as never);
    expect(work).toBeChildOf(recorder.span('between'));
    expect(work).toLinkTo(begin as never, { relation: 'previous' });
    expect(outer).toHaveLinkCount(2);
    expect(recorder.span('between')).toHaveLinkCount(0);
  });
});

test('two processes at one stage at once make two linked attempts, of which the later resumes the other', async () => {
  const memory = new MemoryLedger();
  const other = ledgerWith({ open: (opening) => memory.open({ ...opening, process: 'another' }) }, memory);
  const stage = { workflow: 'jobs', run: 'shared', stage: 'work', after: 'begin' };
  const done = deferred();
  useLedger(memory);
  await runStage({ ...stage, stage: 'begin', after: [] }, () => undefined);
  useLedger(other);
  const first = runStage(stage, () => done.promise);
  useLedger(memory);
  const second = runStage(stage, () => done.promise);
  done.resolve();
  await Promise.all([first, second]);
  const [one, two] = recorder.named('jobs.work');
  expect([one, two].map((span) => span?.attributes['spanlink.stage.attempt'])).toEqual([1, 2]);
  for (const span of [one, two]) expect(span).toLinkTo(recorder.span('jobs.begin'), { relation: 'previous' });
  expect(two).toLinkTo(one as never, { relation: 'resumes' });
});

test('an attempt ends in the ledger that it began with', async () => {
  const [one, other] = [new MemoryLedger(), new MemoryLedger()];
  const done = deferred();
  useLedger(one);
  const running = runStage({ workflow: 'jobs', run: 1, stage: 'work' }, () => done.promise);
  useLedger(other);
  done.resolve();
  await running;
  expect(one.history('jobs', '1')).toMatchObject([{ status: 'completed' }]);
  expect(other.history('jobs', '1')).toEqual([]);
});
