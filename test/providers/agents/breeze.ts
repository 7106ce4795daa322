/** The ingestion of Azure Monitor: envelopes of requests, dependencies, and the exceptions recorded on them. */
import type { NeutralLink, NeutralSpan } from '../neutral-span';
import type { Protocol } from './agent';
import { createCertificate } from './certificate';

interface Envelope {
  readonly tags: Readonly<Record<string, string>>;
  readonly data: {
    readonly baseType: string;
    readonly baseData: {
      readonly id: string;
      readonly name: string;
      readonly success: boolean;
      readonly properties?: Readonly<Record<string, string>>;
      readonly exceptions?: readonly { readonly typeName: string; readonly message: string }[];
    };
  };
}

const PARENT = 'ai.operation.parentId';

export const breeze: Protocol = {
  // its exporter sends over TLS only
  tls: createCertificate,
  answer: ({ body }) => {
    const { length } = envelopesIn(body);
    return { itemsReceived: length, itemsAccepted: length, errors: [] };
  },
  decode: (received) => {
    const all = received.filter(({ path }) => path === '/v2.1/track').flatMap(({ body }) => envelopesIn(body));
    const exceptions = all.filter(({ data }) => data.baseType === 'ExceptionData');
    return all
      .filter(({ data }) => data.baseType === 'RequestData' || data.baseType === 'RemoteDependencyData')
      .map((span) =>
        neutral(
          span,
          exceptions.filter(({ tags }) => tags[PARENT] === span.data.baseData.id),
        ),
      );
  },
};

function envelopesIn(body: Buffer): Envelope[] {
  const text = body.toString();
  if (text.startsWith('[')) return JSON.parse(text) as Envelope[];
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Envelope);
}

function neutral({ tags, data }: Envelope, exceptions: readonly Envelope[]): NeutralSpan {
  const { id, name, success, properties = {} } = data.baseData;
  const links = JSON.parse(properties['_MS.links'] ?? '[]') as { operation_Id: string; id: string }[];
  return {
    traceId: tags['ai.operation.id'] ?? '',
    spanId: id,
    parentId: tags[PARENT],
    name,
    isError: !success,
    failures: exceptions
      .flatMap((one) => one.data.baseData.exceptions ?? [])
      .flatMap(({ typeName, message }) => [typeName, message]),
    attributes: properties,
    links: links.map((link): NeutralLink => ({ traceId: link.operation_Id, spanId: link.id, attributes: {} })),
  };
}
