/** Messages of Nest over MQTT 5. */
import { startMosquitto } from '../servers/mosquitto';
import { describeWith, type Server } from '../servers/server';
import { describeTransport, RECORDS } from './transport-suite';

describeWith('mosquitto', 'MQTT 5', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startMosquitto();
  });
  afterAll(() => server.stop());

  describeTransport('A microservice over MQTT 5', 'mqtt', () => server.port, RECORDS);
});
