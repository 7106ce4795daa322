/** The ledger in Redis Cluster: the promises of every ledger, with runs on different nodes, through both clients. */
import { Cluster, Redis } from 'ioredis';
import { createCluster } from 'redis';
import { RedisLedger } from 'spanlink/workflow';
import { describeWith, freePort, type Server, startServer } from '../servers/server';
import { testLedger } from './conformance';

const SLOTS = 16_384;

/** Three nodes, with a third of all keys each. */
async function startCluster(): Promise<Server[]> {
  const nodes: { server: Server; bus: number; redis: Redis }[] = [];
  for (let n = 0; n < 3; n++) {
    const bus = await freePort();
    const server = await startServer('redis-server', ({ folder, port }) => ({
      args: [
        ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
        ...['--cluster-enabled', 'yes', '--cluster-port', String(bus)],
      ],
      ready: /Ready to accept connections/,
    }));
    nodes.push({ server, bus, redis: new Redis(server.port, '127.0.0.1') });
  }
  const [first] = nodes;
  for (const [n, { redis }] of nodes.entries()) {
    await redis.cluster('ADDSLOTSRANGE', Math.ceil((n * SLOTS) / 3), Math.ceil(((n + 1) * SLOTS) / 3) - 1);
    // or all begin with the same, and need time to agree
    await redis.call('CLUSTER', 'SET-CONFIG-EPOCH', String(n + 1));
    if (first !== undefined && n > 0)
      await redis.call('CLUSTER', 'MEET', '127.0.0.1', String(first.server.port), String(first.bus));
  }
  for (const { redis } of nodes) {
    while (!/cluster_state:ok[^]*cluster_known_nodes:3/.test(String(await redis.cluster('INFO'))))
      await new Promise(setImmediate);
    await redis.quit();
  }
  return nodes.map(({ server }) => server);
}

describeWith('redis-server', 'On three nodes', () => {
  testLedger(
    'a ledger in Redis Cluster, through node-redis',
    async () => {
      const servers = await startCluster();
      const cluster = createCluster({
        rootNodes: servers.map(({ port }) => ({ socket: { host: '127.0.0.1', port } })),
      });
      await cluster.on('error', () => undefined).connect();
      return {
        ledger: (options) => new RedisLedger(cluster, options),
        close: async () => {
          await cluster.close();
          for (const server of servers) await server.stop();
        },
      };
    },
    { numRuns: 30 },
  );

  testLedger(
    'a ledger in Redis Cluster, through ioredis',
    async () => {
      const servers = await startCluster();
      const cluster = new Cluster(servers.map(({ port }) => ({ host: '127.0.0.1', port })));
      return {
        ledger: (options) => new RedisLedger(cluster, options),
        close: async () => {
          await cluster.quit();
          for (const server of servers) await server.stop();
        },
      };
    },
    { numRuns: 30 },
  );
});
