/** Messages of Nest over TCP. */
import { freePort } from '../servers/start-server';
import { describeTransport } from './transport-suite';

let ports: number[];
beforeAll(async () => {
  ports = [await freePort(), await freePort()];
});

describeTransport('A microservice over TCP', 'tcp', () => ports[0] ?? 0);
describeTransport('A hybrid application over TCP', 'tcp', () => ports[1] ?? 0, undefined, { hybrid: true });
