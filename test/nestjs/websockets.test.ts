/** Gateways work as without us. */
import { SpanStatusCode } from '@opentelemetry/api';
import { describeOnNest, describeWithObservables, onEachSide, type RunningApp, SIDES, useBoth } from './harness';

interface Gateway extends RunningApp {
  /** Opens a socket, and resolves to the first message. */
  connect(path: string): Promise<unknown>;
  /** Sends a message, and resolves to so many answers. */
  send(event: string, data?: object, answers?: number): Promise<unknown>;
  disconnect(): Promise<void>;
}

/** Connects to the gateway on each side, sends it the messages that concern it, and goes. */
function sendMessages(app: Gateway): Promise<Record<'above' | 'below', object>> {
  return onEachSide(async (side) => {
    const answers = {
      greeted: await app.connect(`/${side}`),
      placed: await app.send('place', { item: 'pear' }),
      refusedByPipe: await app.send('place', { item: '' }),
      linked: await app.send('linked', { ...(await app.cause(`cause ${side}`)), item: 'plum' }),
      watched: await app.send('watch', undefined, 2),
      allowed: await app.send('guarded', { item: 'clerk' }),
      refused: await app.send('guarded', { item: 'guest' }),
      filtered: await app.send('stock', {}),
    };
    await app.disconnect();
    return answers;
  });
}

describeOnNest('A gateway', (nest) => {
  const { app, plain } = useBoth(nest, 'websockets', {}, sendMessages);

  test('answers as without our decorators', () => {
    expect(app.results).toEqual(plain.results);
    expect(plain.ours).toEqual([]);
    expect(app.unfinished).toEqual([]);
  });

  describe.each(SIDES)('with our decorators %s those of Nest', (side, name) => {
    test('gets its messages through pipes, and its socket', () => {
      expect(app.results[side]).toMatchObject({
        greeted: [{ event: 'hello' }],
        placed: [{ event: 'placed', data: ['PEAR', true], by: 'place' }],
        refusedByPipe: [{ event: 'refused', data: 'no item' }],
      });
      expect(app.span(`${name}.place`).attributes).toEqual({ item: 'PEAR' });
      for (const hook of ['handleConnection', 'handleDisconnect']) expect(app.span(`${name}.${hook}`)).toBeRootSpan();
    });

    test('is linked to the context in a message', () => {
      expect(app.results[side]).toMatchObject({ linked: [{ event: 'linked', data: 'plum' }] });
      expect(app.span(`${name}.linked`)).toLinkTo(app.span(`cause ${side}`));
    });

    test('may return an Observable, each value of which is sent', () => {
      expect(app.results[side]).toMatchObject({
        watched: [
          { event: 'watched', data: 1 },
          { event: 'watched', data: 2 },
        ],
      });
      expect(app.span(`${name}.watch`)).toBeRootSpan();
    });

    test('keeps guards and filters', () => {
      expect(app.results[side]).toMatchObject({
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

describeWithObservables('websockets', { 'Above.watch': 1, 'Below.watch': 1, 'Stamped.intercept': 4 }, sendMessages);
