/** Runs of schedules: each a trace of its own, linked to the creation of the schedule and to the run before. */
import type { ScheduleHandle } from '@temporalio/client';
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
    // whether or not the server knows yet that the run before is over
    await schedule.trigger('ALLOW_ALL');
    await ended(recorder, 'RunWorkflow:tick', run);
  }
  await schedule.delete();
  return recorder.named('RunWorkflow:tick');
}

async function createSchedule(links: TemporalLinks): Promise<ScheduleHandle> {
  const taskQueue = temporal.name();
  await temporal.worker(taskQueue, links);
  const scheduleId = temporal.name('s');
  const action = { type: 'startWorkflow', workflowType: 'tick', taskQueue } as const;
  return temporal.client(links).schedule.create({ scheduleId, spec: {}, action });
}

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
      const schedule = await createSchedule(links);
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

  testOwnServer('is linked to the creation alone without a client, or with one that fails', async () => {
    const reports = recordReports();
    const client = {
      schedule: {
        getHandle: () => {
          throw new Error('no such schedule');
        },
      },
    };
    const [run] = await runsOf(await createSchedule(temporalLinks({ client })), 1);
    expect(run).toHaveLinkCount(1);
    expect(reports.join()).toContain('could not read the runs of a schedule');
    recorder.reset();
    const runs = await runsOf(await createSchedule(temporalLinks()), 2);
    for (const span of runs) expect(span).toHaveLinkCount(1);
  });
});
