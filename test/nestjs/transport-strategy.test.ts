/**
 * The message that is reached in other ways: by the application's own strategies, interceptors, filters and
 * Observables.
 */
import { type Carrier, describeOnNest, outcomeOf, type RunningApp, useApp } from './harness';

interface Strategy extends RunningApp {
  /** Hands a message to its handler, with a context that holds the headers, or without any. */
  ask(pattern: string, data: object, headers?: Carrier): Promise<unknown>;
  /** Hands over data with getters that throw, once with a context and once without. */
  askHostile(headers: Carrier): Promise<unknown>;
  /** The message's context outside of all handlers. */
  outside(): Promise<unknown>;
  /** The places that have looked for a message, with the span that it came from. */
  seen(): Promise<[where: string, id: string | null][]>;
  handlers(): Promise<unknown>;
}

describeOnNest('messageContext', (nest) => {
  const app = useApp(nest, 'transport-strategy', {}, async (running: Strategy) => ({
    handlers: await running.handlers(),
    lazy: await running.ask('lazy', { id: 1 }, await running.cause('lazy cause')),
    undecorated: await running.ask('undecorated', {}, await running.cause('undecorated cause')),
    refused: await outcomeOf(running.ask('refused', {}, await running.cause('refused cause'))),
    withoutContext: await running.ask('undecorated', {}),
    outside: await running.outside(),
    seen: await running.seen(),
    hostile: await outcomeOf(running.askHostile(await running.cause('hostile cause'))),
  }));
  const idOf = (name: string): string => app.span(name).spanContext().spanId;

  test('is the context that a strategy of the application makes', () => {
    expect(app.results.lazy).toEqual([{ id: 1 }]);
    expect(app.span('Handlers.lazy')).toLinkTo(app.span('lazy cause'));
  });

  test('is available in interceptors, and in the Observable of a handler', () => {
    expect(app.results.seen.slice(0, 5)).toEqual([
      ['interceptor', idOf('lazy cause')],
      ['source', idOf('lazy cause')],
      ['after the handler', idOf('lazy cause')],
      ['plain source', idOf('undecorated cause')],
      ['plain source', idOf('undecorated cause')],
    ]);
  });

  test('is available in exception filters', () => {
    expect(app.results.refused).toEqual({ error: { refused: 'not today' } });
    expect(app.span('Refused.catch')).toLinkTo(app.span('refused cause'), { relation: 'refused' });
  });

  test('is undefined without a message', () => {
    expect(app.results.outside).toBe('nothing');
    expect(app.results.withoutContext).toEqual([1, 2]);
    expect(app.results.seen.slice(5)).toEqual([
      ['plain source', null],
      ['plain source', null],
    ]);
  });

  test('asks nothing of the data that could keep a handler from it', () => {
    expect(app.results.hostile).toEqual({
      value: [
        [1, 2],
        [1, 2],
      ],
    });
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
