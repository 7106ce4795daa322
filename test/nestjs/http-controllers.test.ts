/** Controllers: Nest reads the same from a handler, and passes it the same, as without us. */
import { SpanStatusCode } from '@opentelemetry/api';
import {
  type Answer,
  describeOnNest,
  describeWithObservables,
  onEachSide,
  type RunningApp,
  SIDES,
  useBoth,
} from './harness';

/** Sends each handler on both sides the requests that concern it: 24 in all. */
function sendRequests(app: RunningApp): Promise<Record<'above' | 'below', Record<string, Answer>>> {
  return onEachSide(async (side) => {
    const orders = `/v1/${side}/orders`;
    const causes = [await app.cause(`${side} one`), await app.cause(`${side} two`)];
    return {
      allowed: await app.get(`${orders}/7?expand=items`, { role: 'clerk', 'x-tenant': 'acme' }),
      refused: await app.get(`${orders}/7`, { role: 'guest' }),
      badParam: await app.get(`${orders}/seven`, { role: 'clerk' }),
      secondVersion: await app.get(`/v2/${side}/orders/7`),
      placed: await app.post(orders, { item: 'pear', count: '2' }),
      badBody: await app.post(orders, { count: 2 }),
      moved: await app.get(`/v1/${side}/moved`),
      filtered: await app.get(`/v1/${side}/stock`),
      fromHeaders: await app.get(`/v1/${side}/from-headers`, await app.cause(`${side} headers`)),
      fromRequest: await app.get(`/v1/${side}/from-request/7`, await app.cause(`${side} request`)),
      continued: await app.get(`/v1/${side}/continued`, await app.cause(`${side} parent`)),
      fromCustom: await app.get(`/v1/${side}/from-custom`, {
        'x-causes': causes.map(({ traceparent }) => traceparent).join(),
      }),
    };
  });
}

describeOnNest('A controller', ['express', 'fastify'], (nest, platform) => {
  const { app, plain } = useBoth(nest, 'http-controllers', { platform }, sendRequests);

  test('answers every request as without our decorators', () => {
    expect(app.results).toEqual(plain.results);
    expect(plain.ours).toEqual([]);
    expect([app.unfinished, plain.unfinished]).toEqual([[], []]);
  });

  test('has all spans in the trace of their request, except those that continue another', () => {
    const requests = new Set(app.named('request').map((span) => span.spanContext().traceId));
    const elsewhere = app.ours.filter((span) => !requests.has(span.spanContext().traceId));
    expect(elsewhere.map(({ name }) => name)).toEqual(['Above.continued', 'Below.continued']);
  });

  describe.each(SIDES)('with our decorators %s those of Nest', (side, name) => {
    test('keeps its guards, with the metadata that they read', () => {
      expect(app.results[side]).toMatchObject({ allowed: { status: 200 }, refused: { status: 403 } });
      expect(app.named(`${name}.one`)).toHaveLength(1);
    });

    test('gets its parameters through pipes and param decorators, and the guard after them', () => {
      expect(app.results[side]).toMatchObject({
        allowed: {
          body: { by: `one/4`, cacheFor: 60, data: { id: 7, expand: 'items', tenant: 'acme', capitals: 'ACME' } },
        },
        badParam: { status: 400, body: { message: 'param id must be a number' } },
        placed: { body: { data: { total: 6, item: 'pear' } } },
        badBody: { status: 400, body: { message: ['item must be a string'] } },
      });
      expect(app.span(`${name}.one`).attributes).toEqual({ id: 7, tenant: 'acme' });
    });

    test('keeps status, headers, redirects, versions, filters and interceptors', () => {
      expect(app.results[side]).toMatchObject({
        secondVersion: { status: 200, body: { by: 'oneOfTwo/1', data: 'second 7' } },
        placed: { status: 202, headers: { 'x-orders': 'placed', 'x-audited': 'yes' } },
        moved: { status: 307, headers: { location: '/above/orders/1' } },
        filtered: { status: 409, body: { out: 'apples' } },
      });
      expect(app.span(`${name}.stock`)).toMatchObject({ status: { code: SpanStatusCode.ERROR, message: 'apples' } });
    });

    test('is linked to the context in headers, the request or a custom parameter, or continues its trace', () => {
      expect(app.results[side]).toMatchObject({
        fromHeaders: { body: { data: true } },
        fromRequest: { body: { data: '7' } },
        fromCustom: { body: { data: 2 } },
      });
      expect(app.span(`${name}.fromHeaders`)).toLinkTo(app.span(`${side} headers`), { relation: 'origin' });
      expect(app.span(`${name}.fromRequest`)).toLinkTo(app.span(`${side} request`));
      for (const cause of ['one', 'two'])
        expect(app.span(`${name}.fromCustom`)).toLinkTo(app.span(`${side} ${cause}`), { relation: 'batch_item' });
      expect(app.span(`${name}.continued`)).toBeChildOf(app.span(`${side} parent`));
      const counts = ['one', 'fromHeaders', 'fromRequest', 'fromCustom'].map(
        (method) => app.span(`${name}.${method}`).links.length,
      );
      expect(counts).toEqual([0, 1, 1, 2]);
    });
  });

  test('is served by guards, pipes, interceptors, filters and middleware that have spans themselves', () => {
    const requests = 24;
    const counts = ['RolesGuard.canActivate', 'Audit.use', 'OutOfStockFilter.catch'].map(
      (name) => app.named(name).length,
    );
    expect(counts).toEqual([requests, requests, 2]);
    expect(app.named('Enveloped.intercept')).toHaveLength(requests - 2);
    expect(app.named('Checked.number')).toHaveLength(6);
    for (const number of app.named('Checked.number'))
      expect(app.named('Checked.transform').map((span) => span.spanContext().spanId)).toContain(
        number.parentSpanContext?.spanId,
      );
  });
});

describeWithObservables('http-controllers', { 'Enveloped.intercept': 22 }, sendRequests);
