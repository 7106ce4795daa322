/** Runs of schedules: each a trace of its own, linked to the creation of the schedule and to the run before. */
import type { ScheduleHandle, ScheduleSpec } from '@temporalio/client';
import { temporalLinks, type TemporalLinks } from 'spanlink/temporal';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { recordReports } from '../fixtures/reports';
import { describeTemporal, testOwnServer } from '../servers/server';
import { ended, Temporal } from './temporal';

const recorder = recordSpans();
let temporal: Temporal;

/** Waits until a schedule has started so many runs, whose spans have ended. */
async function runsOf(schedule: ScheduleHandle, count: number): Promise<readonly FinishedSpan[]> {
  for (let run = 1; run <= count; run++) {
    await schedule.trigger('ALLOW_ALL');
    await ended(recorder, 'RunWorkflow:tick', run);
    // runs of one second have one id, which the next one gets when this one is over
    const [last] = recorder.named('RunWorkflow:tick').slice(-1) as [FinishedSpan];
    await temporal.client().workflow.getHandle(idOf(last)).result();
  }
  await schedule.delete();
  return recorder.named('RunWorkflow:tick');
}

async function createSchedule(
  links: TemporalLinks,
  { workflowType = 'tick', args = [] as unknown[], taskQueue = temporal.name() } = {},
): Promise<ScheduleHandle> {
  const action = { type: 'startWorkflow', workflowType, args, taskQueue } as const;
  const spec: ScheduleSpec = { intervals: [{ every: '1m' }] };
  const scheduleId = temporal.name('s');
  return temporal.client(links).schedule.create({ scheduleId, spec, action, state: { paused: true } });
}

/** Starts the runs of so many minutes of long ago, all at once. */
async function backfill(schedule: ScheduleHandle, minutes: number, from = Date.UTC(2026, 0, 1)): Promise<void> {
  const { numActionsTaken } = (await schedule.describe()).info;
  // both ends are in it
  const [start, end] = [new Date(from), new Date(from + (minutes - 1) * 60_000)];
  await schedule.backfill({ start, end, overlap: 'ALLOW_ALL' });
  while ((await schedule.describe()).info.numActionsTaken < numActionsTaken + minutes);
}

/** The spans of runs, in the order of the times that they are for, which end their ids. */
const inTime = (spans: readonly FinishedSpan[]): FinishedSpan[] =>
  [...spans].sort((one, other) => (idOf(one) < idOf(other) ? -1 : 1));

const idOf = ({ attributes }: FinishedSpan): string => String(attributes.temporalWorkflowId);

describeTemporal('A run of a schedule', () => {
  beforeAll(async () => {
    temporal = await Temporal.start();
  });
  beforeEach(() => recorder.reset());
  afterEach(() => temporal.endWorkers());
  afterAll(() => temporal.stop());

  testOwnServer(
    'is linked to the creation of the schedule, and to the run before where a client is given',
    async () => {
      const links = temporalLinks({ relation: 'parent', client: () => temporal.client() });
      const taskQueue = temporal.name();
      await temporal.worker(taskQueue, links);
      const schedule = await createSchedule(links, { taskQueue });
      const [first, second, third] = (await runsOf(schedule, 3)) as [FinishedSpan, FinishedSpan, FinishedSpan];
      const created = recorder.span(`CreateSchedule:${schedule.scheduleId}`);
      for (const run of [first, second, third]) {
        expect(run).toBeRootSpan();
        expect(run).toLinkTo(created, { relation: 'origin' });
      }
      expect(first).toHaveLinkCount(1);
      expect(second).toLinkTo(first, { relation: 'previous' });
      expect(third).toLinkTo(second, { relation: 'previous' });
      expect(third).toHaveLinkCount(2);
    },
  );

  testOwnServer('is linked to no run that came after it, however late its worker starts', async () => {
    const links = temporalLinks({ client: () => temporal.client() });
    const taskQueue = temporal.name();
    const schedule = await createSchedule(links, { taskQueue });
    // the server names the last ten
    await backfill(schedule, 15);
    await temporal.worker(taskQueue, links);
    await ended(recorder, 'RunWorkflow:tick', 15);
    const created = recorder.span(`CreateSchedule:${schedule.scheduleId}`);
    const runs = inTime(recorder.named('RunWorkflow:tick'));
    for (const [at, run] of runs.entries()) {
      expect(run).toLinkTo(created, { relation: 'origin' });
      if (at > 5) expect(run).toLinkTo(runs[at - 1] as FinishedSpan, { relation: 'previous' });
      else expect(run).toHaveLinkCount(1);
    }
    recorder.reset();
    // for times before those of the last ten
    await backfill(schedule, 1, Date.UTC(2025, 0, 1));
    await ended(recorder, 'RunWorkflow:tick');
    expect(recorder.span('RunWorkflow:tick')).toLinkTo(runs[14] as FinishedSpan, { relation: 'previous' });
    await schedule.delete();
  });

  testOwnServer('that is continued as new is linked to the run that it continues alone', async () => {
    const links = temporalLinks({ client: () => temporal.client() });
    const taskQueue = temporal.name();
    await temporal.worker(taskQueue, links);
    const schedule = await createSchedule(links, { taskQueue, workflowType: 'countDown', args: [1] });
    await backfill(schedule, 1);
    await ended(recorder, 'CompleteWorkflow:countDown');
    await backfill(schedule, 1, Date.UTC(2026, 0, 2));
    await ended(recorder, 'CompleteWorkflow:countDown', 2);
    await schedule.delete();
    const [first, continued, next, again] = recorder.named('RunWorkflow:countDown') as FinishedSpan[];
    const created = recorder.span(`CreateSchedule:${schedule.scheduleId}`);
    expect(next).toLinkTo(created, { relation: 'origin' });
    expect(next).toLinkTo(first as FinishedSpan, { relation: 'previous' });
    for (const [run, before] of [
      [continued, first],
      [again, next],
    ] as [FinishedSpan, FinishedSpan][]) {
      expect(run).toLinkTo(before, { relation: 'previous' });
      expect(run).toLinkTo(before, { relation: 'origin' });
      expect(run).toHaveLinkCount(2);
    }
  });

  testOwnServer('is linked to the creation alone without a client, or with one that fails', async () => {
    const reports = recordReports();
    const client = {
      schedule: {
        getHandle: () => {
          throw new Error('no such schedule');
        },
      },
    };
    const taskQueue = temporal.name();
    const failing = temporalLinks({ client });
    const end = await temporal.worker(taskQueue, failing);
    const [run] = await runsOf(await createSchedule(failing, { taskQueue }), 1);
    expect(run).toHaveLinkCount(1);
    expect(reports.join()).toContain('could not read the runs of a schedule');
    await end();
    recorder.reset();
    await temporal.worker(taskQueue);
    const runs = await runsOf(await createSchedule(temporalLinks(), { taskQueue }), 2);
    for (const span of runs) expect(span).toHaveLinkCount(1);
  });
});
