/** Gateways work as without us. */
import { SpanStatusCode } from '@opentelemetry/api';
import { describeOnNest, useBoth } from './harness';

describeOnNest('A gateway', (nest) => {
  const { app, plain } = useBoth(nest, 'websockets');

  test('answers as without our decorators', () => {
    expect(app.results).toEqual(plain.results);
    expect(plain.ours).toEqual([]);
    expect(app.unfinished).toEqual([]);
  });

  describe.each([
    ['above', 'Above'],
    ['below', 'Below'],
  ])('with our decorators %s those of Nest', (place, name) => {
    const answers = (): Record<string, unknown> => app.results[place] as Record<string, unknown>;

    test('gets its messages through pipes, and its socket', () => {
      expect(answers()).toMatchObject({
        greeted: [{ event: 'hello' }],
        placed: [{ event: 'placed', data: ['PEAR', true], by: 'place' }],
        refusedByPipe: [{ event: 'refused', data: 'no item' }],
      });
      expect(app.span(`${name}.place`).attributes).toEqual({ item: 'PEAR' });
      for (const hook of ['handleConnection', 'handleDisconnect']) expect(app.span(`${name}.${hook}`)).toBeRootSpan();
    });

    test('is linked to what a message holds', () => {
      expect(answers()).toMatchObject({ linked: [{ event: 'linked', data: 'plum' }] });
      expect(app.span(`${name}.linked`)).toLinkTo(app.span(`cause ${place}`));
    });

    test('may give an Observable, each value of which is sent', () => {
      expect(answers()).toMatchObject({
        watched: [
          { event: 'watched', data: 1 },
          { event: 'watched', data: 2 },
        ],
      });
      expect(app.span(`${name}.watch`)).toBeRootSpan();
    });

    test('keeps guards and filters', () => {
      expect(answers()).toMatchObject({
        allowed: [{ event: 'allowed' }],
        refused: [{ event: 'refused', data: 'Forbidden resource' }],
        filtered: [{ event: 'filtered', data: 'apples' }],
      });
      expect(app.named(`${name}.guarded`)).toHaveLength(1);
      expect(app.span(`${name}.stock`).status).toEqual({ code: SpanStatusCode.ERROR, message: 'apples' });
    });
  });

  test('is served by guards, pipes, interceptors and filters that have spans themselves', () => {
    const counts = [
      'RolesGuard.canActivate',
      'Stamped.intercept',
      'OutOfStockFilter.catch',
      'RefusedFilter.catch',
      'Capitals.transform',
    ].map((name) => app.named(name).length);
    expect(counts.slice(0, 4)).toEqual([4, 4, 2, 4]);
    expect(counts[4]).toBeGreaterThanOrEqual(4);
    expect(app.named('Below.afterInit')).toEqual([]);
    expect(app.named('Above.afterInit')).toHaveLength(1);
  });
});
