/** Reads an order from a stream, begins with it, and dies: `node redis-consumer.ts <port> <stream> <group>`. */
import { createClient } from 'redis';
import { LinkFrom } from '../../index.js';
import { recordSpans } from '../../integrations/testing/index.js';

const [port = '', stream = '', group = ''] = process.argv.slice(2);
recordSpans();

class Warehouse {
  @LinkFrom(0)
  async ship(_entry: unknown): Promise<void> {
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => undefined);
  }
}

async function main(): Promise<void> {
  const client = createClient({ url: `redis://127.0.0.1:${port}` });
  await client.connect();
  const [read] = (await client.xReadGroup(group, 'doomed', { key: stream, id: '>' })) as { messages: unknown[] }[];
  await new Warehouse().ship(read?.messages[0]);
}

void main();
