/** Messages of Nest over RabbitMQ. */
import { startRabbitMq } from '../servers/rabbitmq';
import { describeWith, type Server } from '../servers/server';
import { describeTransport, RECORDS } from './transport-suite';

describeWith('rabbitmq-server', 'RabbitMQ', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startRabbitMq();
  });
  afterAll(() => server.stop());

  describeTransport('A microservice over RabbitMQ', 'rmq', () => server.port, RECORDS);
});
