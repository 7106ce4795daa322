/** Handlers of a microservice work as without us. */
import { SpanStatusCode } from '@opentelemetry/api';
import {
  type Carrier,
  describeOnNest,
  describeWithObservables,
  onEachSide,
  outcomeOf,
  type RunningApp,
  SIDES,
  useBoth,
} from './harness';

interface Message {
  readonly item: string;
  readonly headers?: Carrier;
}

interface Microservice extends RunningApp {
  /** Resolves to all values that the handler answers with. */
  send(pattern: unknown, data: Message): Promise<unknown>;
  /** Resolves to the text that the handler has received. */
  emit(pattern: string, data: Message): Promise<unknown>;
}

/** Sends each handler on both sides the messages that concern it. */
function sendMessages(app: Microservice): Promise<Record<'above' | 'below', object>> {
  return onEachSide(async (side) => ({
    event: await app.emit(`${side} placed`, { item: 'fig', headers: await app.cause(`event ${side}`) }),
    placed: await outcomeOf(app.send({ place: side }, { item: 'pear' })),
    refusedByPipe: await outcomeOf(app.send({ place: side }, { item: '' })),
    linked: await outcomeOf(app.send(`${side} linked`, { item: 'plum', headers: await app.cause(`cause ${side}`) })),
    watched: await outcomeOf(app.send(`${side} watch`, { item: '' })),
    allowed: await outcomeOf(app.send(`${side} guarded`, { item: 'clerk' })),
    refused: await outcomeOf(app.send(`${side} guarded`, { item: 'guest' })),
    filtered: await outcomeOf(app.send(`${side} stock`, { item: '' })),
    bare: await outcomeOf(app.send(`${side} bare`, { item: 'bare' })),
  }));
}

describeOnNest('A microservice', (nest) => {
  const { app, plain } = useBoth(nest, 'tcp', {}, sendMessages);

  test('answers as without our decorators', () => {
    expect(app.results).toEqual(plain.results);
    expect(plain.ours).toEqual([]);
    expect(app.unfinished).toEqual([]);
  });

  describe.each(SIDES)('with our decorators %s those of Nest', (side, name) => {
    test('gets payload and context through pipes, also if its parameter has no decorator', () => {
      expect(app.results[side]).toMatchObject({
        placed: { value: [{ data: ['PEAR', true, `{"place":"${side}"}`], by: `${name}.place` }] },
        refusedByPipe: { error: { message: 'no item' } },
        bare: { value: ['bare'] },
      });
      expect(app.span(`${name}.place`).attributes).toEqual({ item: 'PEAR' });
      expect(app.span(`${name}.bare`).attributes).toEqual({ count: 1 });
    });

    test('is linked to the context in the message or the event', () => {
      expect(app.results[side]).toMatchObject({ linked: { value: ['plum'] }, event: `${side} fig` });
      expect(app.span(`${name}.linked`)).toLinkTo(app.span(`cause ${side}`), { relation: 'triggered' });
      expect(app.span(`${name}.placed`)).toLinkTo(app.span(`event ${side}`));
    });

    test('may return an Observable, each value of which is sent', () => {
      expect(app.results[side]).toMatchObject({ watched: { value: [1, 2] } });
      expect(app.span(`${name}.watch`)).toBeRootSpan();
    });

    test('keeps guards and filters', () => {
      expect(app.results[side]).toMatchObject({
        allowed: { value: ['allowed'] },
        refused: { error: { message: 'Forbidden resource' } },
        filtered: { error: { filtered: 'apples' } },
      });
      expect(app.named(`${name}.guarded`)).toHaveLength(1);
      expect(app.span(`${name}.stock`).status).toEqual({ code: SpanStatusCode.ERROR, message: 'apples' });
    });
  });

  test('is served by guards, pipes, interceptors and filters that have spans themselves', () => {
    const counts = ['RolesGuard.canActivate', 'Stamped.intercept', 'OutOfStockFilter.catch', 'Capitals.transform'].map(
      (name) => app.named(name).length,
    );
    expect(counts).toEqual([4, 4, 2, 4]);
  });
});

describeWithObservables('tcp', { 'Above.watch': 1, 'Below.watch': 1, 'Stamped.intercept': 4 }, sendMessages);
