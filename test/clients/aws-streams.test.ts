/**
 * The AWS SDK's Kinesis and EventBridge: records that its client has put and got over HTTP/2 on this machine, and
 * events as EventBridge hands them on.
 */
import { once } from 'node:events';
import { createServer, type ServerHttp2Session } from 'node:http2';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  KinesisClient,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import { inSpan, LinkFrom, linksFrom, SpanGuard } from 'spanlink';
import { fromKinesis, messageAttributes } from 'spanlink/messages';
import { recordSpans } from 'spanlink/testing';
import { linkTargets } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const CREDENTIALS = { region: 'eu-central-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

interface Put {
  readonly Records: readonly { readonly Data: string; readonly PartitionKey: string }[];
}

interface Entry {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
}

/** Returns the event that a target gets of an entry: its detail, parsed, in EventBridge's envelope. */
const deliver = ({ Source, DetailType, Detail }: Entry): object => ({
  version: '0',
  id: '17793124-05d4-b198-2fde-7ededc63b103',
  'detail-type': DetailType,
  source: Source,
  account: '111122223333',
  time: '2026-11-12T00:00:00Z',
  region: 'eu-central-1',
  resources: [],
  detail: JSON.parse(Detail) as object,
});

class Orders {
  @LinkFrom(0, { relation: 'batch_item', attributes: messageAttributes })
  async store(_answer: GetRecordsCommandOutput): Promise<void> {}

  @LinkFrom(0, { relation: 'triggered' })
  async note(_event: object): Promise<void> {}
}

const orders = new Orders();

beforeAll(() => {
  // the client warns of every Node below the next it will ask for
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
});

test('a batch of records of Kinesis is linked to the spans that put them, at their places', async () => {
  let kept: Put['Records'] = [];
  const server = createServer();
  const sessions: ServerHttp2Session[] = [];
  server.on('session', (session) => sessions.push(session));
  server.on('request', (request, response) => {
    void text(request).then((body) => {
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      if (String(request.headers['x-amz-target']).endsWith('PutRecords')) {
        kept = (JSON.parse(body) as Put).Records;
        const Records = kept.map((_, at) => ({ SequenceNumber: String(at), ShardId: 'shardId-0' }));
        response.end(JSON.stringify({ FailedRecordCount: 0, Records }));
        return;
      }
      const Records = kept.map((record, at) => ({ ...record, SequenceNumber: String(at) }));
      response.end(JSON.stringify({ Records, MillisBehindLatest: 0 }));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new KinesisClient({ ...CREDENTIALS, endpoint: `http://127.0.0.1:${port}` });

  const record = (data: object): { Data: Uint8Array; PartitionKey: string } => ({
    Data: Buffer.from(JSON.stringify(data)),
    PartitionKey: 'k',
  });
  const placed = inSpan('place first', (span) => record({ id: 1, ...span.carrier() }));
  const last = inSpan('place last', (span) => record({ id: 3, ...span.carrier() }));
  await client.send(new PutRecordsCommand({ StreamName: 'orders', Records: [placed, record({ id: 2 }), last] }));
  const answer = await client.send(new GetRecordsCommand({ ShardIterator: 'it' }));
  await orders.store(answer);
  client.destroy();
  for (const session of sessions) session.destroy();
  server.close();

  const span = recorder.span('Orders.store');
  expect(span).toLinkTo(recorder.span('place first'), { relation: 'batch_item' });
  expect(span).toLinkTo(recorder.span('place last'), { relation: 'batch_item' });
  expect(span.links.map(({ attributes }) => attributes?.['messaging.message.id'])).toEqual(['0', '2']);
  expect(span.attributes).toMatchObject({ 'messaging.batch.message_count': 3 });
  expect(linkTargets(fromKinesis(answer))).toEqual(linkTargets(linksFrom(answer)));
  expect(linkTargets(fromKinesis(answer.Records))).toEqual(linkTargets(linksFrom(answer)));
});

test('an event of EventBridge is linked to the span that put it, by its detail', async () => {
  const delivered: object[] = [];
  const server = createHttpServer((request: IncomingMessage, response: ServerResponse) => {
    void text(request).then((body) => {
      const { Entries } = JSON.parse(body) as { Entries: Entry[] };
      delivered.push(...Entries.map(deliver));
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify({ FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: '1' })) }));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new EventBridgeClient({ ...CREDENTIALS, endpoint: `http://127.0.0.1:${port}` });
  await inSpan('place', () => {
    const Detail = JSON.stringify({ id: 7, ...SpanGuard.current().carrier() });
    return client.send(new PutEventsCommand({ Entries: [{ Source: 'orders', DetailType: 'order.placed', Detail }] }));
  });
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
  for (const event of delivered) await orders.note(event);
  expect(recorder.span('Orders.note')).toLinkTo(recorder.span('place'), { relation: 'triggered' });
  expect(recorder.span('Orders.note')).toHaveLinkCount(1);
});
