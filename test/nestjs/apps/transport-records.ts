/** Records of each transport: messages with headers of the application's own. */
import { type ClientProxy, MqttRecordBuilder, NatsRecordBuilder, RmqRecordBuilder } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { inSpan } from 'spanlink';

type Carrier = Record<string, string>;

/** Acts that keep a record, so that the same one is sent again, or one with the same headers. */
export function recordActs(transport: string, bus: ClientProxy): Record<string, (...args: never[]) => unknown> {
  const records = new Map<string, Made>();
  const kept = (name: string): Made => {
    const record = records.get(name);
    if (record === undefined) throw new Error(`no record ${name} was kept`);
    return record;
  };
  const make = async (data: object, headers: object): Promise<Made> => {
    const maker = await makerOf(transport);
    if (maker === undefined) throw new Error(`${transport} has no records`);
    return maker(data, headers);
  };
  return {
    keepRecord: async (name: string, data: object, headers: Carrier) =>
      void records.set(name, await make(data, headers)),
    /** The same headers as the kept record's, and more. */
    extendRecord: async (name: string, from: string, data: object, more: Carrier) =>
      void records.set(name, await make(data, headersOf(kept(from).headers, more))),
    /** Sends the record in a span, and resolves to the data and links that the handler found. */
    sendRecord: (name: string, span: string) => inSpan(span, () => lastValueFrom(bus.send('look', kept(name).message))),
    headersOfRecord: (name: string) => JSON.stringify(kept(name).headers),
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
