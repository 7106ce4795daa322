/** The AWS SDK: messages that its client has deserialized from SQS's answer, over HTTP on this machine. */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Message, ReceiveMessageCommand, type ReceiveMessageCommandOutput, SQSClient } from '@aws-sdk/client-sqs';
import { LinkFrom, linksFrom } from 'spanlink';
import { fromSqs, messageAttributes } from 'spanlink/messages';
import { recordSpans } from 'spanlink/testing';
import { A, B, linkOf, linkTargets } from '../fixtures/spans';

const XRAY = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
const XRAY_ID = '5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8';

let answers: Message[] = [];
let server: Server;
let client: SQSClient;

const attributes = (headers: Record<string, string>): Message['MessageAttributes'] =>
  Object.fromEntries(Object.entries(headers).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]));
const answer = (others: Partial<Message>): Message => ({
  MessageId: 'm1',
  ReceiptHandle: 'r1',
  Body: '{"id":7}',
  ...others,
});
const notification = (headers: Record<string, string>): string =>
  JSON.stringify({
    Type: 'Notification',
    Message: '{"id":7}',
    MessageAttributes: Object.fromEntries(
      Object.entries(headers).map(([name, Value]) => [name, { Type: 'String', Value }]),
    ),
  });

/** Returns that answer as the client deserializes it. */
async function receive(...messages: Message[]): Promise<ReceiveMessageCommandOutput> {
  answers = messages.map((message) => ({
    ...message,
    MD5OfBody: createHash('md5')
      .update(message.Body ?? '')
      .digest('hex'),
  }));
  return client.send(
    new ReceiveMessageCommand({
      QueueUrl: 'http://127.0.0.1/1/orders',
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['traceparent', 'tracestate'],
      MessageSystemAttributeNames: ['AWSTraceHeader'],
    }),
  );
}

class Shop {
  @LinkFrom(0)
  async ship(_message: Message): Promise<void> {}

  @LinkFrom(0, { relation: 'batch_item' })
  async shipBatch(_messages: Message[] | undefined): Promise<void> {}

  @LinkFrom(({ Messages }: ReceiveMessageCommandOutput) => Messages)
  async poll(_output: ReceiveMessageCommandOutput): Promise<void> {}
}

const recorder = recordSpans();
const shop = new Shop();

beforeAll(async () => {
  // the client warns of every Node below the next it will ask for
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      response
        .setHeader('content-type', 'application/x-amz-json-1.0')
        .end(JSON.stringify(answers.length > 0 ? { Messages: answers } : {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = new SQSClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});
beforeEach(() => recorder.reset());
afterAll(() => {
  client.destroy();
  server.close();
});

test('a received message of SQS is a source', async () => {
  const { Messages: [message] = [] } = await receive(
    answer({ MessageAttributes: attributes({ traceparent: A, tracestate: 'vendor=1' }) }),
  );
  expect(linkTargets(linksFrom(message))).toEqual([linkOf(A)]);
  expect(linksFrom(message)[0]?.context.traceState?.serialize()).toBe('vendor=1');
  if (message) await shop.ship(message);
  expect(linkTargets(recorder.span('Shop.ship'))).toEqual([linkOf(A)]);
});

test('the messages of SQS’s answer are a source, and each has its place', async () => {
  const output = await receive(
    answer({ MessageAttributes: attributes({ traceparent: A }) }),
    answer({}),
    answer({ MessageAttributes: attributes({ traceparent: B }) }),
  );
  await shop.shipBatch(output.Messages);
  await shop.poll(output);
  expect(recorder.spans.map(linkTargets)).toEqual([[A, B].map(linkOf), [A, B].map(linkOf)]);
  const places = linksFrom(output.Messages, { attributes: (_item, index) => ({ index }) });
  expect(places.map((link) => link.attributes)).toEqual([{ index: 0 }, { index: 2 }]);
});

test('SQS’s answer is read by name as a whole, and each message is described', async () => {
  const output = await receive(
    answer({ MessageAttributes: attributes({ traceparent: A }) }),
    answer({ MessageId: 'm2', Body: notification({ traceparent: B }) }),
  );
  const links = fromSqs(output, { attributes: messageAttributes });
  expect(linkTargets(links)).toEqual([A, B].map(linkOf));
  expect(links.map((link) => link.attributes)).toEqual([
    { 'messaging.message.id': 'm1' },
    { 'messaging.message.id': 'm2' },
  ]);
  expect(fromSqs(output.Messages, { attributes: messageAttributes })).toEqual(links);
  expect(fromSqs(await receive())).toEqual([]);
});

test('SQS’s answer without messages gives no link', async () => {
  const output = await receive();
  expect(output.Messages).toBeUndefined();
  await shop.shipBatch(output.Messages);
  expect(recorder.span('Shop.shipBatch')).toHaveLinkCount(0);
});

test('a notification of SNS is read in the body of an SQS message', async () => {
  const { Messages } = await receive(answer({ Body: notification({ traceparent: A }) }));
  expect(linkTargets(linksFrom(Messages))).toEqual([linkOf(A)]);
});

test('X-Ray’s header of the service is read if the sender wrote no context', async () => {
  const Attributes = { AWSTraceHeader: XRAY };
  const { Messages } = await receive(
    answer({ Attributes }),
    answer({ Attributes, MessageAttributes: attributes({ traceparent: A }) }),
  );
  expect(linkTargets(linksFrom(Messages))).toEqual([XRAY_ID, linkOf(A)]);
});
