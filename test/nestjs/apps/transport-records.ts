/** Messages with headers of the application's own, in the records of each transport. */
import { type ClientProxy, MqttRecordBuilder, NatsRecordBuilder, RmqRecordBuilder } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { inSpan } from 'spanlink';

type Carrier = Record<string, string>;

/** What handlers found in messages whose headers the application chose, and what became of its own objects. */
export async function messagesOf(
  transport: string,
  bus: ClientProxy,
  cause: (name: string) => Carrier,
): Promise<unknown> {
  const make = await makerOf(transport);
  if (make === undefined) return 'none';
  const own = make({ id: 'own' }, { 'x-tenant': 'acme' });
  const before = JSON.stringify(own.headers);
  const look = (message: unknown): Promise<unknown> => lastValueFrom(bus.send('look', message));
  return {
    // the same object twice, in two spans
    first: await inSpan('records first', () => look(own.message)),
    second: await inSpan('records second', () => look(own.message)),
    chosen: await inSpan('records chosen', () =>
      look(make({ id: 'chosen' }, headersOf(own.headers, cause('chosen by the application'))).message),
    ),
    isUntouched: JSON.stringify(own.headers) === before,
  };
}

interface Made {
  readonly message: unknown;
  readonly headers: object;
}

type Make = (data: object, headers: object) => Made;

function headersOf(headers: object, carrier: Carrier): object {
  return 'append' in headers ? carrier : { ...headers, ...carrier };
}

async function makerOf(transport: string): Promise<Make | undefined> {
  switch (transport) {
    case 'kafka':
      return (value, headers) => ({ message: { key: 'k', value, headers }, headers });
    case 'rmq':
      return (data, headers) => ({
        message: new RmqRecordBuilder(data).setOptions({ headers: headers as Carrier }).build(),
        headers,
      });
    case 'mqtt':
      return (data, userProperties) => ({
        message: new MqttRecordBuilder(data).setProperties({ userProperties: userProperties as Carrier }).build(),
        headers: userProperties,
      });
    case 'nats': {
      const create = await natsHeaders();
      return (data, given) => {
        const headers = 'append' in given ? given : create(given as Carrier);
        return { message: new NatsRecordBuilder(data).setHeaders(headers as never).build(), headers };
      };
    }
    default:
      return undefined;
  }
}

/** Of the client that this major of Nest uses. */
async function natsHeaders(): Promise<(from: Carrier) => object> {
  const names = ['@nats-io/transport-node', 'nats'];
  for (const name of names) {
    try {
      const { headers } = (await import(name)) as { headers(): { set(name: string, value: string): void } };
      return (from) => {
        const made = headers();
        for (const [key, value] of Object.entries(from)) made.set(key, value);
        return made;
      };
    } catch {
      // not of this major
    }
  }
  throw new Error('no client of NATS is installed');
}
