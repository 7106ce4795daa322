/** Messages of Nest over Redis. */
import { startRedis } from '../servers/redis';
import { describeWith, type Server } from '../servers/server';
import { describeTransport } from './transport-suite';

describeWith('redis-server', 'Redis', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  describeTransport('A microservice over Redis', 'redis', () => server.port);
});
