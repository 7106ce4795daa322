/** The ledger in Redis: the promises of every ledger, through both clients. */
import Redis from 'ioredis';
import { createClient } from 'redis';
import { RedisLedger } from 'spanlink/workflow';
import { startRedis } from '../servers/redis';
import { describeWith } from '../servers/server';
import { testLedger } from './conformance';

describeWith('redis-server', 'On a server of its own', () => {
  testLedger('a ledger in Redis, through node-redis', async () => {
    const server = await startRedis();
    const client = createClient({ socket: { host: '127.0.0.1', port: server.port } });
    await client.on('error', () => undefined).connect();
    return {
      ledger: (options) => new RedisLedger(client, options),
      close: async () => {
        await client.close();
        await server.stop();
      },
    };
  });

  testLedger('a ledger in Redis, through ioredis', async () => {
    const server = await startRedis();
    const clients = [new Redis(server.port, '127.0.0.1')];
    return {
      // each with a connection of its own
      ledger: (options) => {
        const client = new Redis(server.port, '127.0.0.1');
        clients.push(client);
        return new RedisLedger(client, { ...options, prefix: 'app:{loans}:' });
      },
      close: async () => {
        for (const client of clients) await client.quit();
        await server.stop();
      },
    };
  });
});
