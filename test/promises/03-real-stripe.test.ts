/** Promise 3: a page of Stripe's client is a promise and an async iterable, and stays both. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inSpan, Span, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';

interface Page extends Promise<{ data: { id: string }[] }>, AsyncIterable<{ id: string }> {
  autoPagingToArray(options: { limit: number }): Promise<{ id: string }[]>;
}

interface Stripe {
  readonly customers: { list(options: object): Page };
}

type StripeClass = new (key: string, options: object) => Stripe;

const recorder = recordSpans();
beforeEach(() => recorder.reset());

/** Three customers, in pages of two. */
let server: Server;
let stripe: Stripe;

beforeAll(async () => {
  server = createServer(({ url = '' }, response) => {
    const after = new URL(url, 'http://localhost').searchParams.get('starting_after');
    const ids = after === null ? ['cus_1', 'cus_2'] : ['cus_3'];
    const data = ids.map((id) => ({ id, object: 'customer' }));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ object: 'list', url: '/v1/customers', has_more: after === null, data }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const loaded = jest.requireActual<StripeClass & { default?: StripeClass }>('stripe');
  stripe = new (loaded.default ?? loaded)('sk_test_x', { host: '127.0.0.1', port, protocol: 'http', telemetry: false });
});
afterAll(() => {
  recorder.stop();
  server.closeAllConnections();
  server.close();
});

class Customers {
  @Span()
  list(): Page {
    return stripe.customers.list({ limit: 2 });
  }
}

describe.each<[string, () => Page]>([
  ['@Span', () => new Customers().list()],
  ['traced', () => traced(() => stripe.customers.list({ limit: 2 }), { name: 'list' })()],
  ['inSpan', () => inSpan('list', () => stripe.customers.list({ limit: 2 }))],
])('a list through %s', (_, list) => {
  test('is iterated over its pages', async () => {
    const seen: string[] = [];
    for await (const { id } of list()) seen.push(id);
    expect(seen).toEqual(['cus_1', 'cus_2', 'cus_3']);
    expect(recorder.spans).toHaveLength(1);
  });

  test('is awaited for its first page', async () => {
    expect((await list()).data.map(({ id }) => id)).toEqual(['cus_1', 'cus_2']);
  });

  test('is read into an array', async () => {
    expect(await list().autoPagingToArray({ limit: 10 })).toHaveLength(3);
  });
});
