/** An outbox in PostgreSQL: a waiting row holds the context, in its own columns or in one for all headers. */
import { SpanKind } from '@opentelemetry/api';
import type { Pool, PoolClient } from 'pg';
import { LinkFrom, linksFrom, Span, SpanGuard } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { runProcess } from '../fixtures/processes';
import { causeTraceparent, linkTargets } from '../fixtures/spans';
import { startPostgres } from '../servers/postgres';
import { describeWith, type Server } from '../servers/server';
import {
  type AliasedRow,
  type DebeziumRow,
  type HeadersRow,
  openPool,
  type OutboxRow,
  TABLES,
  takeRows,
} from '../fixtures/postgres';

const SELECT = 'SELECT id, traceparent, tracestate, payload FROM outbox';

const recorder = recordSpans();
let server: Server;
let pool: Pool;

class Shop {
  @Span({ kind: SpanKind.PRODUCER })
  async place(): Promise<void> {
    const { traceparent, tracestate } = SpanGuard.current().carrier();
    await pool.query('INSERT INTO outbox (traceparent, tracestate, payload) VALUES ($1, $2, $3)', [
      traceparent,
      tracestate,
      { headers: 7 },
    ]);
  }

  @Span({ kind: SpanKind.PRODUCER })
  async placeWithHeaders(): Promise<void> {
    await pool.query('INSERT INTO headers_outbox (headers) VALUES ($1)', [SpanGuard.current().carrier()]);
  }

  @Span({ kind: SpanKind.PRODUCER })
  async placeForDebezium(): Promise<void> {
    const text = Object.entries(SpanGuard.current().carrier()).map(([name, value]) => `${name}=${value}`);
    await pool.query('INSERT INTO debezium_outbox (tracingspancontext) VALUES ($1)', [
      ['#Thu Jan 01 00:00:00 UTC 1970', ...text, ''].join('\n'),
    ]);
  }

  @LinkFrom(0, { relation: 'batch_item' })
  async ship(rows: (OutboxRow | AliasedRow | HeadersRow | DebeziumRow)[], client: PoolClient): Promise<number> {
    await client.query('SELECT 1');
    return rows.length;
  }
}

const shop = new Shop();
const idsOf = (name: string): string[] =>
  recorder.named(name).flatMap((span) => linkTargets({ links: linksFrom(span.spanContext()) }));

async function place(place: () => Promise<void>, count = 3): Promise<void> {
  for (let n = 0; n < count; n++) await place();
}

describeWith('postgres', 'A row of an outbox', () => {
  beforeAll(async () => {
    server = await startPostgres();
    pool = openPool(server.port);
    await pool.query(TABLES);
  });
  beforeEach(async () => {
    recorder.reset();
    await pool.query('TRUNCATE outbox, headers_outbox, debezium_outbox');
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  test('links the worker that takes a batch of them to every span that wrote one', async () => {
    await place(() => shop.place());
    expect(await takeRows(pool, SELECT, (rows: OutboxRow[], client) => shop.ship(rows, client))).toBe(3);
    expect(linkTargets(recorder.span('Shop.ship'))).toEqual(idsOf('Shop.place'));
    for (const span of recorder.named('Shop.place'))
      expect(recorder.span('Shop.ship')).toLinkTo(span, { relation: 'batch_item' });
  });

  test('that another worker has locked is linked by that worker alone', async () => {
    await place(() => shop.place(), 2);
    const seen = await takeRows(
      pool,
      `${SELECT} WHERE id = (SELECT min(id) FROM outbox)`,
      async (rows: OutboxRow[], client) => {
        await shop.ship(rows, client);
        return takeRows(pool, SELECT, (others: OutboxRow[], second) => shop.ship(others, second));
      },
    );
    expect(seen).toBe(1);
    expect(recorder.named('Shop.ship').map(linkTargets)).toEqual(idsOf('Shop.place').map((id) => [id]));
  });

  test('with columns in camel case is read', async () => {
    await place(() => shop.place());
    const select = 'SELECT id, traceparent AS "traceParent", tracestate AS "traceState" FROM outbox';
    await takeRows(pool, select, (rows: AliasedRow[], client) => shop.ship(rows, client));
    expect(linkTargets(recorder.span('Shop.ship'))).toEqual(idsOf('Shop.place'));
  });

  test('with all headers in one column is read', async () => {
    await place(() => shop.placeWithHeaders());
    await takeRows(pool, 'SELECT * FROM headers_outbox', (rows: HeadersRow[], client) => shop.ship(rows, client));
    expect(linkTargets(recorder.span('Shop.ship'))).toEqual(idsOf('Shop.placeWithHeaders'));
  });

  test("with Debezium's column is read", async () => {
    await place(() => shop.placeForDebezium());
    await takeRows(pool, 'SELECT * FROM debezium_outbox', (rows: DebeziumRow[], client) => shop.ship(rows, client));
    expect(linkTargets(recorder.span('Shop.ship'))).toEqual(idsOf('Shop.placeForDebezium'));
  });

  test('keeps its trace state', async () => {
    await pool.query('INSERT INTO outbox (traceparent, tracestate) VALUES ($1, $2)', [
      causeTraceparent(1),
      'vendor=one,other=two',
    ]);
    const { rows } = await pool.query<OutboxRow>(SELECT);
    expect(linksFrom(rows).map(({ context }) => context.traceState?.serialize())).toEqual(['vendor=one,other=two']);
  });

  test('without a context gives no link, and keeps its place in the batch', async () => {
    await pool.query('INSERT INTO outbox (traceparent) VALUES (NULL), ($1), (NULL)', [causeTraceparent(1)]);
    const { rows } = await pool.query<OutboxRow>(SELECT);
    expect(linksFrom(rows, { attributes: (_item, index) => ({ index }) }).map(({ attributes }) => attributes)).toEqual([
      { index: 1 },
    ]);
  });

  test('that another process takes later links its worker to the span that wrote it', async () => {
    await place(() => shop.place());
    const { code, stdout, stderr } = await runProcess('postgres-worker', String(server.port));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({ shipped: 3, links: idsOf('Shop.place') });
    expect((await pool.query('SELECT FROM outbox')).rowCount).toBe(0);
  });
});
