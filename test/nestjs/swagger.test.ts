/** Swagger describes handlers as without us. */
import { describeOnNest, type RunningApp, useBoth } from './harness';

interface Document {
  readonly paths: Record<string, Record<string, { summary?: string; requestBody?: object; parameters: object[] }>>;
}

interface Documented extends RunningApp {
  /** The document as it is made at the start. */
  document(): Promise<Document>;
}

describeOnNest('The OpenAPI document', ['express', 'fastify'], (nest, platform) => {
  const { app, plain } = useBoth(nest, 'swagger', { platform }, async (running: Documented) => {
    const results = { document: await running.document(), served: await running.get('/api-json') };
    await running.post('/above/plain', { name: 'pear', count: 1 });
    return results;
  });

  test('is the same with our decorators as without', () => {
    expect(app.results).toEqual(plain.results);
    expect(app.named('Above.plain')).toHaveLength(1);
    expect(plain.ours).toEqual([]);
  });

  test('has every operation, whether our decorators are above those of Swagger or below', () => {
    const { paths } = app.results.document;
    expect(Object.keys(paths)).toEqual([
      '/above/{id}',
      '/above',
      '/above/plain',
      '/below/{id}',
      '/below',
      '/below/plain',
      '/traced/{id}',
    ]);
    for (const place of ['above', 'below']) {
      expect(paths[`/${place}/{id}`]?.get).toMatchObject({
        summary: 'One order',
        parameters: [
          { name: 'id', description: 'its number', schema: { type: 'number' } },
          { name: 'expand', required: false },
          { name: 'x-tenant' },
        ],
        responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Item' } } } } },
      });
      expect(paths[`/${place}/plain`]?.post).toMatchObject({
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Item' } } } },
      });
    }
  });
});
