/** Messages of Nest over NATS. */
import { startNats } from '../servers/nats';
import { describeWith, type Server } from '../servers/server';
import { describeTransport, RECORDS } from './transport-suite';

describeWith('nats-server', 'NATS', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startNats();
  });
  afterAll(() => server.stop());

  describeTransport('A microservice over NATS', 'nats', () => server.port, RECORDS);
});
