/** Work of a schedule is called as without us. */
import { SpanStatusCode } from '@opentelemetry/api';
import { describeOnNest, useBoth } from './harness';

describeOnNest('Scheduled work', (nest) => {
  const { app, plain } = useBoth(nest, 'schedule');

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
    'is linked to what its instance has collected: %s',
    (name) => {
      expect(app.span(name)).toHaveLinkCount(2);
      for (const invoice of ['invoice 1', 'invoice 2']) expect(app.span(name)).toLinkTo(app.span(invoice));
    },
  );
});
