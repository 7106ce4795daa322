/** Handlers of a microservice work as without us. */
import { SpanStatusCode } from '@opentelemetry/api';
import { describeOnNest, useBoth } from './harness';

describeOnNest('A microservice', (nest) => {
  const { app, plain } = useBoth(nest, 'tcp');

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

    test('gets payload and context, through pipes, also where its parameter has no decorator', () => {
      expect(answers()).toMatchObject({
        placed: { value: [{ data: ['PEAR', true, `{"place":"${place}"}`], by: `${name}.place` }] },
        refusedByPipe: { error: { message: 'no item' } },
        bare: { value: ['bare'] },
      });
      expect(app.span(`${name}.place`).attributes).toEqual({ item: 'PEAR' });
      expect(app.span(`${name}.bare`).attributes).toEqual({ count: 1 });
    });

    test('is linked to what the message or the event holds', () => {
      expect(answers()).toMatchObject({ linked: { value: ['plum'] }, event: `${place} fig` });
      expect(app.span(`${name}.linked`)).toLinkTo(app.span(`cause ${place}`), { relation: 'triggered' });
      expect(app.span(`${name}.placed`)).toLinkTo(app.span(`event ${place}`));
    });

    test('may give an Observable, each value of which is sent', () => {
      expect(answers()).toMatchObject({ watched: { value: [1, 2] } });
      expect(app.span(`${name}.watch`)).toBeRootSpan();
    });

    test('keeps guards and filters', () => {
      expect(answers()).toMatchObject({
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
