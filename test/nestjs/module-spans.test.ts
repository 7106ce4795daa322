/** Spans for the application's methods without a decorator on each. */
import { describeOnNest, type RunningApp, useApp } from './harness';

interface Shop extends RunningApp {
  /** The paths of the OpenAPI document. */
  paths(): Promise<unknown>;
  /** The number of controllers that are discovered. */
  discovered(): Promise<number>;
}

async function askOrders(app: Shop) {
  return {
    allowed: await app.get('/orders/7'),
    refused: await app.get('/orders/closed/7'),
    badParam: await app.get('/orders/x'),
    paths: await app.paths(),
    discovered: await app.discovered(),
  };
}

describeOnNest('Automatic spans', (nest) => {
  const none = useApp(nest, 'module-spans', { providers: false }, askOrders);
  const all = useApp(nest, 'module-spans', { providers: true }, askOrders);
  const few = useApp(nest, 'module-spans', { providers: 'few' }, askOrders);
  const namesOf = (app: typeof all): string[] => [...new Set(app.spans.map(({ name }) => name))].sort();

  test('leave routes, guards, pipes, headers, events, Swagger and discovery as they were', () => {
    expect(all.results).toEqual(none.results);
    expect(few.results).toEqual(none.results);
    expect(none.results).toMatchObject({
      allowed: {
        status: 203,
        headers: { 'x-own': 'kept' },
        body: {
          order: { id: 7, size: 1, inherited: 'inherited', name: 'private' },
          named: 'started',
          health: 'ok',
          made: 'made',
        },
      },
      refused: { status: 403 },
      badParam: { status: 400 },
      paths: { '/orders/{id}': { get: { summary: 'One order' } } },
    });
  });

  test('are made for the methods of providers and controllers, and for none of Nest’s', () => {
    expect(namesOf(all)).toEqual([
      'Health.check',
      'Orders.find',
      'Orders.linked',
      'Orders.placed',
      'OrdersController.one',
      'Roles.canActivate',
      'orders.named',
    ]);
  });

  test('are one for each method, also beside a decorator, which keeps its options', () => {
    for (const name of ['OrdersController.one', 'Orders.find', 'Orders.linked', 'Orders.placed', 'Health.check'])
      expect(all.named(name)).toHaveLength(1);
    expect(all.span('orders.named').attributes).toEqual({ by: 'hand' });
    expect(all.span('Orders.find')).toMatchObject({
      parentSpanContext: { spanId: all.span('OrdersController.one').spanContext().spanId },
    });
  });

  test('are made for included methods, without the excluded ones', () => {
    expect(namesOf(few).filter((name) => !name.startsWith('Discovery'))).toEqual([
      'Health.check',
      'Orders.linked',
      'OrdersController.one',
      'orders.named',
    ]);
    expect(namesOf(none)).toEqual(['Orders.linked', 'orders.named']);
  });

  test('are made for a class of Nest’s that is included itself, and not for one whose name matches', () => {
    expect(few.named('DiscoveryService.getControllers')).not.toHaveLength(0);
    expect(namesOf(few).filter((name) => name.startsWith('Event'))).toEqual([]);
  });
});
