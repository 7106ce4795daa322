/**
 * The message where it is reached in other ways: by strategies of the application's own, interceptors, filters and
 * Observables.
 */
import { describeOnNest, useApp } from './harness';

describeOnNest('messageContext', (nest) => {
  const app = useApp(nest, 'transport-strategy');
  const idOf = (name: string): string => app.span(name).spanContext().spanId;

  test('is what a strategy of the application gives as context', () => {
    expect(app.results.lazy).toEqual([{ id: 1 }]);
    expect(app.span('Handlers.lazy')).toLinkTo(app.span('lazy cause'));
  });

  test('is there in interceptors, and in the Observable that a handler gives', () => {
    const seen = app.results.seen as [where: string, id: string | null][];
    expect(seen.slice(0, 5)).toEqual([
      ['interceptor', idOf('lazy cause')],
      ['source', idOf('lazy cause')],
      ['after the handler', idOf('lazy cause')],
      ['plain source', idOf('undecorated cause')],
      ['plain source', idOf('undecorated cause')],
    ]);
  });

  test('is there in exception filters', () => {
    expect(app.results.refused).toEqual({ refused: 'not today' });
    expect(app.span('Refused.catch')).toLinkTo(app.span('refused cause'), { relation: 'refused' });
  });

  test('is undefined where there is no message', () => {
    expect(app.results.outside).toBe('nothing');
    expect(app.results.withoutContext).toEqual([1, 2]);
    expect((app.results.seen as unknown[]).slice(5)).toEqual([
      ['plain source', null],
      ['plain source', null],
    ]);
  });

  test('leaves on the handlers what Nest puts there', () => {
    expect(app.results.handlers).toEqual(
      expect.arrayContaining([
        ['lazy', false, {}],
        ['never', true, {}],
      ]),
    );
  });
});
