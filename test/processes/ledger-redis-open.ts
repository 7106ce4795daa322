/**
 * Opens a stage as often as it is told, at once, and prints the numbers: `node ledger-redis-open.ts <port> <run>
 * <times>`.
 */
import Redis from 'ioredis';
import { RedisLedger } from '../../integrations/workflow/ledgers/redis/redis-ledger.js';

const [port, run = '', times] = process.argv.slice(2);

async function main(): Promise<void> {
  const client = new Redis(Number(port), '127.0.0.1');
  const ledger = new RedisLedger(client);
  const opening = {
    workflow: 'loan',
    run,
    stage: 'submit',
    item: '',
    process: String(process.pid),
    startedAt: Date.now(),
    stages: [],
  };
  const opened = await Promise.all(Array.from({ length: Number(times) }, () => ledger.open(opening)));
  await client.quit();
  console.log(JSON.stringify(opened.map(({ attempt }) => attempt)));
}

void main();
