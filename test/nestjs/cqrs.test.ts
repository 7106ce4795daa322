/** Handlers of CQRS are called as without us. */
import { describeOnNest, type RunningApp, useBoth } from './harness';

interface Buses extends RunningApp {
  /** Executes a command, whose event a saga turns into another command. */
  ship(id: number): Promise<string>;
  /** Executes a query. */
  whereIs(id: number): Promise<string>;
  /** The log once the saga has run. */
  log(): Promise<string[]>;
}

describeOnNest('A handler of CQRS', (nest) => {
  const { app, plain } = useBoth(nest, 'cqrs', {}, async (running: Buses) => ({
    answers: [await running.ship(7), await running.whereIs(7)],
    log: await running.log(),
  }));

  test('returns the same as without our decorators, also if a saga calls it', () => {
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
