/** The durable hand-over: orders and failed attempts in a libsql file that several processes open. */
import { type Client, createClient, type Row } from '@libsql/client';
import type { FailedAttempt, Order, OrderRequest, Queue } from './order.js';

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE IF NOT EXISTS orders (
    id INTEGER PRIMARY KEY, item TEXT NOT NULL, card TEXT NOT NULL, state TEXT NOT NULL,
    traceparent TEXT, tracestate TEXT
  );
  CREATE TABLE IF NOT EXISTS failed_attempts (
    order_id INTEGER NOT NULL REFERENCES orders (id), attempt INTEGER NOT NULL, reason TEXT NOT NULL,
    traceparent TEXT, tracestate TEXT, PRIMARY KEY (order_id, attempt)
  );
`;

const LAST_FAILED_ATTEMPTS = `
  SELECT orders.*, failed.attempt, failed.reason,
    failed.traceparent AS failed_traceparent, failed.tracestate AS failed_tracestate
  FROM orders JOIN failed_attempts AS failed ON failed.order_id = orders.id
  WHERE orders.state = ? AND failed.attempt = (SELECT MAX(attempt) FROM failed_attempts WHERE order_id = orders.id)
  ORDER BY orders.id
`;

type SpanCarrier = Readonly<Record<string, string>>;

/** An order stays in its queue until its outcome is written, so a process that dies leaves it to the next one. */
export class OrderStore {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  static async open(file: string): Promise<OrderStore> {
    const client = createClient({ url: `file:${file}`, timeout: 5_000 });
    await client.executeMultiple(SCHEMA);
    return new OrderStore(client);
  }

  /** Writes a new order; it is on disk when this resolves. */
  async place({ item, card }: OrderRequest, carrier: SpanCarrier): Promise<Order> {
    const { rows } = await this.#client.execute({
      sql: `INSERT INTO orders (item, card, state, traceparent, tracestate) VALUES (?, ?, 'placed', ?, ?) RETURNING *`,
      args: [item, card, ...columns(carrier)],
    });
    return rows.map(toOrder)[0] as Order;
  }

  /** The orders that nobody has tried to fulfil. */
  async placed(): Promise<Order[]> {
    const { rows } = await this.#client.execute(`SELECT * FROM orders WHERE state = 'placed' ORDER BY id`);
    return rows.map(toOrder);
  }

  /** The last failed attempt of each order in the queue. */
  async failed(queue: Queue): Promise<FailedAttempt[]> {
    const { rows } = await this.#client.execute({ sql: LAST_FAILED_ATTEMPTS, args: [queue] });
    return rows.map(toFailedAttempt);
  }

  /** Takes the order out of its queue. */
  async settle(order: Order, state: 'paid' | 'buried'): Promise<void> {
    await this.#client.execute({ sql: 'UPDATE orders SET state = ? WHERE id = ?', args: [state, order.id] });
  }

  /** Stores a failed attempt, with its span's carrier, and moves the order to the next queue, both or neither. */
  async fail(
    failed: Omit<FailedAttempt, 'traceparent' | 'tracestate'>,
    next: Queue,
    carrier: SpanCarrier,
  ): Promise<void> {
    const { order, attempt, reason } = failed;
    await this.#client.batch(
      [
        {
          sql: 'INSERT INTO failed_attempts VALUES (?, ?, ?, ?, ?)',
          args: [order.id, attempt, reason, ...columns(carrier)],
        },
        { sql: 'UPDATE orders SET state = ? WHERE id = ?', args: [next, order.id] },
      ],
      'write',
    );
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}

function columns({ traceparent, tracestate }: SpanCarrier): (string | null)[] {
  return [traceparent ?? null, tracestate ?? null];
}

function toOrder({ id, item, card, traceparent, tracestate }: Row): Order {
  return { id, item, card, traceparent, tracestate } as unknown as Order;
}

function toFailedAttempt(row: Row): FailedAttempt {
  const { attempt, reason, failed_traceparent: traceparent, failed_tracestate: tracestate } = row;
  return { order: toOrder(row), attempt, reason, traceparent, tracestate } as FailedAttempt;
}
