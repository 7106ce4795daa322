/** A Redis server with a client, and entries of streams as node-redis returns them. */
import { createClient } from 'redis';
import { startRedis } from '../servers/redis';
import type { Server } from '../servers/server';

/** An entry of a stream. */
export interface Entry {
  readonly id: string;
  readonly message: Readonly<Record<string, string>>;
}

/** An entry as ioredis and Redis itself return it: its id, and names and values in turn. */
export type FlatEntry = [id: string, fields: string[]];

/** The fields of such an entry. */
export function fieldsOf([, fields]: FlatEntry): Record<string, string> {
  return Object.fromEntries(fields.flatMap((name, at) => (at % 2 === 0 ? [[name, fields[at + 1] ?? '']] : [])));
}

/** The group that the consumers of all tests are in. */
export const GROUP = 'workers';

/** A server, and a client of it. */
export class Streams {
  #names = 0;

  private constructor(
    readonly server: Server,
    readonly client: ReturnType<typeof clientOf>,
  ) {}

  static async start(): Promise<Streams> {
    const server = await startRedis();
    const client = clientOf(server.port);
    // a client without a listener for its errors ends its process
    await client.on('error', () => undefined).connect();
    return new Streams(server, client);
  }

  /** A stream that no other test uses. */
  async create(): Promise<string> {
    const stream = `orders-${this.#names++}`;
    await this.client.xGroupCreate(stream, GROUP, '0', { MKSTREAM: true });
    return stream;
  }

  /** The entries of these streams that nobody has read. */
  async read(streams: string | readonly string[], consumer = 'one'): Promise<Entry[]> {
    const from = [streams].flat().map((key) => ({ key, id: '>' }));
    const reply = (await this.client.xReadGroup(GROUP, consumer, from, { COUNT: 1_000 })) as
      { messages: Entry[] }[] | null;
    return (reply ?? []).flatMap(({ messages }) => messages);
  }

  async stop(): Promise<void> {
    await this.client.close();
    await this.server.stop();
  }
}

function clientOf(port: number) {
  return createClient({ url: `redis://127.0.0.1:${port}`, socket: { reconnectStrategy: false } });
}
