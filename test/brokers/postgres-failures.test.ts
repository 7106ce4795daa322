/** Spans and links of an outbox that is large, poisoned, or goes away. */
import type { Pool, PoolClient } from 'pg';
import { LinkFrom, linksFrom, Span, SpanGuard } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { recordReports } from '../fixtures/reports';
import { causeLink, causeTraceparent, linkTargets } from '../fixtures/spans';
import { startPostgres } from '../servers/postgres';
import { describeWith, type Server } from '../servers/server';
import { POISONED } from './poisoned';
import { type DebeziumRow, type HeadersRow, openPool, type OutboxRow, TABLES, takeRows } from '../fixtures/postgres';

const TRACEPARENT = causeTraceparent(1);

const recorder = recordSpans();
let server: Server;
let pool: Pool;

class Shop {
  @Span()
  async place(count: number): Promise<void> {
    const row = SpanGuard.current().carrier();
    await pool.query('INSERT INTO outbox (traceparent) SELECT $1 FROM generate_series(1, $2)', [
      row.traceparent,
      count,
    ]);
  }

  @LinkFrom(0, { relation: 'batch_item' })
  ship(rows: (OutboxRow | HeadersRow | DebeziumRow)[]): number {
    return rows.length;
  }

  @LinkFrom(0)
  async shipSlowly(_rows: OutboxRow[], client: PoolClient, begun: () => void): Promise<void> {
    await client.query('SELECT 1');
    const stored = client.query('SELECT pg_sleep(600)');
    begun();
    await stored;
  }
}

const shop = new Shop();

describeWith('postgres', 'An outbox', () => {
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

  test('with 500 rows of as many spans loses no link', async () => {
    const written = Array.from({ length: 500 }, (_, n) => causeLink(n));
    await pool.query("INSERT INTO outbox (traceparent) SELECT '00-' || id || '-01' FROM unnest($1::text[]) AS id", [
      written,
    ]);
    expect(await takeRows(pool, 'SELECT * FROM outbox', (rows: OutboxRow[]) => shop.ship(rows))).toBe(500);
    const spans = recorder.spans.filter(({ name }) => name.startsWith('Shop.ship'));
    expect(spans.flatMap(linkTargets).sort()).toEqual(written.sort());
    for (const span of spans) expect(span.links.length).toBeLessThanOrEqual(128);
  });

  test('with 500 rows of one span has one link', async () => {
    await shop.place(500);
    expect(await takeRows(pool, 'SELECT * FROM outbox', (rows: OutboxRow[]) => shop.ship(rows))).toBe(500);
    expect(recorder.span('Shop.ship')).toLinkTo(recorder.span('Shop.place'));
    expect(recorder.span('Shop.ship')).toHaveLinkCount(1);
  });

  test.each(POISONED)('poisoned with %s is handled, and invents no link', async (_what, headers) => {
    const reports = recordReports();
    const { traceparent, tracestate, ...others } = headers;
    const text = Object.entries(headers)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n');
    await pool.query('INSERT INTO outbox (traceparent, tracestate, payload) VALUES ($1, $2, $3)', [
      traceparent,
      tracestate,
      others,
    ]);
    await pool.query('INSERT INTO headers_outbox (headers, payload) VALUES ($1, $1)', [headers]);
    await pool.query('INSERT INTO debezium_outbox (tracingspancontext) VALUES ($1)', [text]);
    const handled = [
      await takeRows(pool, 'SELECT * FROM outbox', (rows: OutboxRow[]) => shop.ship(rows)),
      await takeRows(pool, 'SELECT * FROM headers_outbox', (rows: HeadersRow[]) => shop.ship(rows)),
      await takeRows(pool, 'SELECT * FROM debezium_outbox', (rows: DebeziumRow[]) => shop.ship(rows)),
    ];
    expect(handled).toEqual([1, 1, 1]);
    for (const span of recorder.named('Shop.ship')) expect(span).toHaveLinkCount(0);
    expect(reports).toEqual([]);
  });

  test.each([
    'null',
    '7',
    '"text"',
    '[]',
    `[[["traceparent","${TRACEPARENT}"]]]`,
    `{"__proto__":{"traceparent":"${TRACEPARENT}"}}`,
    `{"headers":{"headers":{"traceparent":"${TRACEPARENT}"}}}`,
    '{"traceparent":[7,null,{},[]]}',
    '{"traceparent":{"toString":7}}',
    '{"get":"x","length":-1,"then":{}}',
    `${'['.repeat(1_000)}${']'.repeat(1_000)}`,
  ])('with a headers column that holds %s is handled, and invents no link', async (json) => {
    await pool.query('INSERT INTO headers_outbox (headers) VALUES ($1)', [json]);
    expect(await takeRows(pool, 'SELECT * FROM headers_outbox', (rows: HeadersRow[]) => shop.ship(rows))).toBe(1);
    expect(recorder.span('Shop.ship')).toHaveLinkCount(0);
  });

  test('with another context in its payload is read in its columns alone', async () => {
    await pool.query('INSERT INTO outbox (payload) VALUES ($1)', [
      { traceparent: TRACEPARENT, headers: { traceparent: TRACEPARENT } },
    ]);
    const { rows } = await pool.query<OutboxRow>('SELECT * FROM outbox');
    expect(linksFrom(rows)).toEqual([]);
  });

  test('whose server dies under the worker ends its span once, with the error of the client', async () => {
    const doomed = await startPostgres();
    const client = openPool(doomed.port);
    await client.query(TABLES);
    await client.query('INSERT INTO outbox (traceparent) VALUES ($1)', [TRACEPARENT]);
    let killed: Promise<void> | undefined;
    const taken = takeRows(client, 'SELECT * FROM outbox', (rows: OutboxRow[], connection) => {
      connection.on('error', () => undefined);
      return shop.shipSlowly(rows, connection, () => (killed = doomed.kill()));
    });
    await expect(taken).rejects.toThrow('Connection terminated unexpectedly');
    await Promise.all([killed, client.end()]);
    const span = recorder.span('Shop.shipSlowly');
    expect(linkTargets(span)).toEqual([causeLink(1)]);
    expect(span.events.map(({ name, attributes }) => [name, attributes?.['exception.message']])).toEqual([
      ['exception', 'Connection terminated unexpectedly'],
    ]);
    expect(span.status).toEqual({ code: 2, message: 'Connection terminated unexpectedly' });
    expect(recorder.unfinished).toEqual([]);
  });
});
