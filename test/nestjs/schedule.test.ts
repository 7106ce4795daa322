/** Work of a schedule is called as without us. */
import { SpanStatusCode } from '@opentelemetry/api';
import { describeOnNest, type RunningApp, useBoth } from './harness';

interface Scheduler extends RunningApp {
  /** The intervals that have been called, once all have. */
  intervals(): Promise<string[]>;
  timeouts(): Promise<string[]>;
  jobs(): Promise<string[]>;
  stopIntervals(): Promise<void>;
  /** Runs a job as if its time had come. */
  fire(job: string): Promise<void>;
  log(): Promise<string[]>;
}

describeOnNest('Scheduled work', (nest) => {
  const { app, plain } = useBoth(nest, 'schedule', {}, async (running: Scheduler) => {
    const intervals = await running.intervals();
    const timeouts = await running.timeouts();
    await running.stopIntervals();
    for (const job of ['broken', 'invoices above', 'invoices below']) await running.fire(job);
    return { intervals, timeouts, jobs: await running.jobs(), log: await running.log() };
  });

  test('is called by cron, intervals and timeouts as without our decorators', () => {
    expect(app.results).toEqual(plain.results);
    expect(plain.ours).toEqual([]);
    expect(app.unfinished).toEqual([]);
    expect(app.results).toEqual({
      ...{ jobs: ['broken', 'invoices above', 'invoices below'], log: ['2 invoices', '2 invoices'] },
      ...{ intervals: ['above', 'below'], timeouts: ['above', 'below'] },
    });
  });

  test('has a trace of its own each time', () => {
    const scheduled = app.spans.filter(({ name }) => name.startsWith('Schedule.'));
    for (const span of scheduled) expect(span).toBeRootSpan();
    const methods = [
      'broken',
      'intervalAbove',
      'intervalBelow',
      'invoicesAbove',
      'invoicesBelow',
      'timeoutAbove',
      'timeoutBelow',
    ];
    expect([...new Set(scheduled.map(({ name }) => name))].sort()).toEqual(
      methods.map((method) => `Schedule.${method}`),
    );
    expect(app.span('Schedule.broken').status.code).toBe(SpanStatusCode.ERROR);
  });

  test.each(['Schedule.invoicesAbove', 'Schedule.invoicesBelow'])(
    'is linked to the causes that its instance has collected: %s',
    (name) => {
      expect(app.span(name)).toHaveLinkCount(2);
      for (const invoice of ['invoice 1', 'invoice 2']) expect(app.span(name)).toLinkTo(app.span(invoice));
    },
  );
});
