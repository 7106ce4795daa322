/** Handlers of CQRS are called as without us. */
import { describeOnNest, useBoth } from './harness';

describeOnNest('A handler of CQRS', (nest) => {
  const { app, plain } = useBoth(nest, 'cqrs');

  test('gives what it gives without our decorators, also where a saga calls it', () => {
    expect(app.results).toEqual(plain.results);
    expect(plain.ours).toEqual([]);
    expect(app.results).toEqual({ answers: ['shipped 7', '7 is here'], log: ['handled 7', 'notified 7'] });
  });

  test('has one span for each command, query and event', () => {
    for (const name of ['ShipHandler.execute', 'WhereIsHandler.execute']) expect(app.span(name)).toBeRootSpan();
    expect(app.span('NotifyHandler.execute').spanContext().traceId).toBe(
      app.span('ShipHandler.execute').spanContext().traceId,
    );
    // it is called inside of its cause, and a link to one's own parent says nothing
    expect(app.span('ShippedHandler.handle')).toBeChildOf(app.span('ShipHandler.execute'));
    expect(app.span('ShippedHandler.handle')).toHaveLinkCount(0);
  });
});
