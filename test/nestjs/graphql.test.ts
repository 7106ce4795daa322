/** Resolvers work as without us. */
import { SpanStatusCode } from '@opentelemetry/api';
import { type Carrier, describeOnNest, onEachSide, type RunningApp, SIDES, useBoth } from './harness';

interface Resolvers extends RunningApp {
  /** The schema as text. */
  schema(): Promise<string>;
  /** Resolves to all values of a subscription. */
  subscribe(query: string): Promise<unknown>;
}

describeOnNest('A resolver', ['express', 'fastify'], (nest, platform) => {
  const { app, plain } = useBoth(nest, 'graphql', { platform }, async (running: Resolvers) => {
    const ask = (query: string, headers?: Carrier) => running.post('/graphql', { query }, headers);
    const askEach = async (query: 'above' | 'below', name: 'Above' | 'Below') => ({
      fields: await ask(`{ ${query}(id: 4) { id items${name} { name length } } }`),
      refusedByPipe: await ask(`{ ${query}(id: 13) { id } }`),
      allowed: await ask(`{ guarded${name} }`, { role: 'clerk' }),
      refused: await ask(`{ guarded${name} }`),
      placed: await ask(
        `mutation { place${name}(input: { item: "pear" }) { id } }`,
        await running.cause(`cause ${name}`),
      ),
      watched: await running.subscribe(`subscription { watch${name}(count: 2) }`),
      filtered: await ask(`mutation { place${name}(input: { item: "none" }) { id } }`),
    });
    return { schema: await running.schema(), ...(await onEachSide(askEach)) };
  });

  test('has the schema and the answers that it has without our decorators', () => {
    expect(app.results).toEqual(plain.results);
    expect(plain.ours).toEqual([]);
    expect(app.unfinished).toEqual([]);
  });

  describe.each(SIDES)('with our decorators %s those of Nest', (query, name) => {
    test('gets its arguments through pipes, and resolves its fields', () => {
      expect(app.results[query]).toMatchObject({
        fields: { body: { data: { [query]: { id: 8, [`items${name}`]: [{ name: 'item of 8', length: 9 }] } } } },
        refusedByPipe: { body: { errors: [{ message: 'unlucky' }] } },
      });
      expect(app.span(`${name}.${query}`).attributes).toEqual({ id: 8, field: query });
      expect(app.named(`${name}.items${name}`)).toHaveLength(1);
    });

    test('may be a subscription that generates its values, each in the span of the subscription', () => {
      expect(app.results[query].watched).toEqual([
        { data: { [`watch${name}`]: 1 } },
        { data: { [`watch${name}`]: 2 } },
      ]);
      for (const id of [1, 2]) expect(app.span(`${name} number ${id}`)).toBeChildOf(app.span(`${name}.watch${name}`));
    });

    test('keeps guards, interceptors and filters', () => {
      expect(app.results[query]).toMatchObject({
        allowed: { body: { data: { [`guarded${name}`]: 'GUARDED' } } },
        refused: { body: { errors: [{ message: 'Forbidden resource' }] } },
        filtered: { body: { errors: [{ message: 'filtered: none' }] } },
      });
      expect(app.named(`${name}.guarded${name}`)).toHaveLength(1);
    });

    test('is linked to the context in the headers of the request', () => {
      expect(app.results[query]).toMatchObject({ placed: { body: { data: { [`place${name}`]: { id: 4 } } } } });
      const [placed, filtered] = app.named(`${name}.place${name}`);
      expect(placed).toLinkTo(app.span(`cause ${name}`));
      expect(filtered).toHaveLinkCount(0);
      expect(filtered?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'none' });
    });
  });

  test('is served by guards, pipes, interceptors and filters that have spans themselves', () => {
    const counts = ['RolesGuard.canActivate', 'Shouted.intercept', 'OutOfStockFilter.catch', 'Items.length'].map(
      (name) => app.named(name).length,
    );
    expect(counts).toEqual([4, 2, 2, 2]);
    expect(app.named('Doubled.transform').length).toBeGreaterThanOrEqual(4);
  });
});
