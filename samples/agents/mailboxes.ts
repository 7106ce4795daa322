/** The queue: mailboxes in a libsql file that several processes open. */
import { setTimeout } from 'node:timers/promises';
import { type Client, createClient } from '@libsql/client';
import type { Delivery, Headers } from './messages.js';

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY, mailbox TEXT NOT NULL, body TEXT NOT NULL, headers TEXT NOT NULL, is_taken INTEGER NOT NULL
  );
`;

const TAKE = `
  UPDATE messages SET is_taken = 1
  WHERE id = (SELECT id FROM messages WHERE mailbox = ? AND is_taken = 0 ORDER BY id LIMIT 1)
  RETURNING id, body, headers
`;

/** Milliseconds between two looks into an empty mailbox. */
const INTERVAL = 20;

export class Mailboxes {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  static async open(file: string): Promise<Mailboxes> {
    const client = createClient({ url: `file:${file}`, timeout: 5_000 });
    await client.executeMultiple(SCHEMA);
    return new Mailboxes(client);
  }

  /** Sends a message; it is on disk when this resolves. */
  async send(mailbox: string, body: object, headers: Headers): Promise<void> {
    await this.#client.execute({
      sql: 'INSERT INTO messages (mailbox, body, headers, is_taken) VALUES (?, ?, ?, 0)',
      args: [mailbox, JSON.stringify(body), JSON.stringify(headers)],
    });
  }

  /** Waits for the next message in a mailbox, and takes it. */
  async take<Body>(mailbox: string, signal?: AbortSignal): Promise<Delivery<Body>> {
    for (;;) {
      const { rows } = await this.#client.execute({ sql: TAKE, args: [mailbox] });
      const [row] = rows;
      if (row !== undefined) {
        const [id, body, headers] = [row['id'], row['body'], row['headers']];
        return {
          id: Number(id),
          body: JSON.parse(String(body)) as Body,
          headers: JSON.parse(String(headers)) as Headers,
        };
      }
      await setTimeout(INTERVAL, undefined, { ...(signal && { signal }) });
    }
  }

  /** Puts a message back, for another attempt. */
  async putBack({ id }: Delivery<unknown>): Promise<void> {
    await this.#client.execute({ sql: 'UPDATE messages SET is_taken = 0 WHERE id = ?', args: [id] });
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}
