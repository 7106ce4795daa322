/** Messages and events of more clients, each a literal of the shape that its documentation gives. */
import { linksFrom, type LinkSource } from 'spanlink';
import { recordCounts } from '../../../fixtures/reports';
import { A, B, C, linkOf } from '../../../fixtures/spans';
import { read, testField, testHeaders } from './message-suite';

type Headers = Readonly<Record<string, unknown>>;

const XRAY = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
const XRAY_ID = '5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8';
const DATADOG = { 'x-datadog-trace-id': '7', 'x-datadog-parent-id': '9', 'x-datadog-sampling-priority': '1' };
const DATADOG_ID = `${'7'.padStart(32, '0')}-${'9'.padStart(16, '0')}`;

const base64 = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64');
const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const state = (source: unknown): string | undefined =>
  linksFrom(source as LinkSource)[0]?.context.traceState?.serialize();
const places = (source: unknown): unknown[] =>
  linksFrom(source as LinkSource, { attributes: (_item, index) => ({ index }) }).map(
    ({ attributes }) => attributes?.index,
  );

describe('Agent2Agent', () => {
  const URI = 'https://deeparchi.ai/extensions/trace-context/v1';
  const message = (metadata: object): object => ({
    kind: 'message',
    messageId: '7',
    role: 'user',
    parts: [{ kind: 'text', text: 'ship' }],
    metadata,
  });
  const send = (params: object): object => ({ jsonrpc: '2.0', id: 1, method: 'message/send', params });
  describe('a message', () => testHeaders(message as (headers: Headers) => object));
  test.each<[string, object]>([
    ['a message, below the address of the extension', message({ [URI]: { traceparent: A } })],
    ['a request, by its message', send({ message: message({ traceparent: A }) })],
    [
      'a request, by its message before itself',
      send({ message: message({ traceparent: A }), metadata: { traceparent: B } }),
    ],
    ['a request, by itself', send({ message: message({}), metadata: { [URI]: { traceparent: A } } })],
    ['what an executor gets', { userMessage: message({ traceparent: A }), taskId: '1', contextId: '2' }],
  ])('%s is read', (_what, source) => {
    expect(read(source)).toEqual([linkOf(A)]);
    expect(read(JSON.stringify(source))).toEqual([linkOf(A)]);
  });

  test.each<[string, object]>([
    ['metadata of what is no message', { metadata: { traceparent: A }, role: 'user' }],
    ['another extension', message({ 'https://example.com/v1': { traceparent: A } })],
    ['a part', { ...message({}), parts: [{ kind: 'data', data: { traceparent: A }, metadata: { traceparent: A } }] }],
    ['parameters without a message', send({ metadata: { traceparent: A } })],
    ['metadata that is text', { ...message({}), metadata: A }],
  ])('%s gives no link', (_what, source) => {
    expect(read(source)).toEqual([]);
  });
});

describe('the Model Context Protocol', () => {
  const request = (_meta: Headers): object => ({
    jsonrpc: '2.0',
    id: 2,
    method: 'tools/call',
    params: { name: 'get_weather', arguments: { location: 'Rome' }, _meta },
  });
  describe('a request', () => testHeaders(request));
  describe('a prompt of the Agent Client Protocol', () =>
    testHeaders((_meta) => ({
      jsonrpc: '2.0',
      id: 1,
      method: 'session/prompt',
      params: { sessionId: '7', prompt: [], _meta },
    })));
  describe('a notification', () =>
    testHeaders((_meta) => ({ method: 'notifications/progress', params: { progress: 1, _meta } })));
  describe('what a handler gets beside its arguments', () =>
    testHeaders((_meta) => ({ signal: new AbortController().signal, requestId: 2, sendNotification() {}, _meta })));
  describe('what a handler gets since version 2', () =>
    testHeaders((_meta) => ({ mcpReq: { id: 2, method: 'tools/call', _meta }, http: undefined })));
  testField('_meta', { _meta: { traceparent: A } });
  testField('params', request({ traceparent: A }));
  testField('mcpReq', { mcpReq: { _meta: { traceparent: A } } });

  test('arguments of the same name are no context', () => {
    expect(read({ method: 'tools/call', params: { name: 'x', arguments: { traceparent: A } } })).toEqual([]);
    expect(read({ method: 'GET', params: { traceparent: A } })).toEqual([]);
  });
});

describe('an event of EventBridge', () => {
  const event = (detail: unknown): object => ({
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': 'order.placed',
    source: 'orders',
    account: '111122223333',
    time: '2026-11-12T00:00:00Z',
    region: 'eu-central-1',
    resources: [],
    detail,
  });
  testHeaders((headers) => event({ order: 7, ...headers }));

  test("is read by Datadog's context in its detail", () => {
    expect(read(event({ order: 7, _datadog: DATADOG }))).toEqual([DATADOG_ID]);
    expect(read(event({ order: 7, _datadog: { ...DATADOG, traceparent: A } }))).toEqual([linkOf(A)]);
  });

  test('has its detail read alone, and of an event alone', () => {
    expect(read(event({ inner: { traceparent: A } }))).toEqual([]);
    expect(read({ detail: { traceparent: A } })).toEqual([]);
    for (const detail of [null, undefined, 7, 'text', [], [null], base64({ traceparent: A })])
      expect(read(event(detail))).toEqual([]);
  });
});

describe("the SDK's answer to GetRecordsCommand of Kinesis", () => {
  const record = (Data: unknown): object => ({ SequenceNumber: '1', PartitionKey: '7', Data });
  testHeaders((headers) => record(bytes({ order: 7, ...headers })), 'text');

  test('is read record by record', () => {
    const answer = {
      NextShardIterator: 'n',
      Records: [record(bytes({ traceparent: A })), record(bytes({})), record(bytes({ traceparent: B }))],
    };
    expect(read(answer)).toEqual([A, B].map(linkOf));
    expect(places(answer)).toEqual([0, 2]);
  });

  test("is read by Datadog's context", () => {
    expect(read(record(bytes({ order: 7, _datadog: DATADOG })))).toEqual([DATADOG_ID]);
    expect(read({ kinesis: { data: base64({ order: 7, _datadog: DATADOG }) } })).toEqual([DATADOG_ID]);
  });

  test.each([undefined, null, 7, '', A, '{', Buffer.from('text'), { traceparent: A }])(
    'with data that is %p gives no link',
    (Data) => {
      expect(read(record(Data))).toEqual([]);
    },
  );
});

describe('attributes of SQS and SNS that are bytes', () => {
  const map = (headers: Headers, one: (value: unknown) => unknown): object =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, one(value)]));
  const body = (MessageAttributes: object, last = true): string =>
    JSON.stringify(
      last ? { Type: 'Notification', Message: '{}', MessageAttributes } : { MessageAttributes, Message: '{}' },
    );
  const PLACES: [string, (headers: Headers) => object][] = [
    [
      'a message received from SQS',
      (headers) => ({
        MessageAttributes: map(headers, (value) => ({
          DataType: 'Binary',
          BinaryValue: new TextEncoder().encode(value as string),
        })),
      }),
    ],
    [
      "Lambda's record of SQS",
      (headers) => ({
        eventSource: 'aws:sqs',
        messageAttributes: map(headers, (value) => ({
          dataType: 'Binary',
          binaryValue: base64(value),
          stringListValues: [],
          binaryListValues: [],
        })),
      }),
    ],
    [
      "Lambda's record of SNS",
      (headers) => ({
        Sns: { MessageAttributes: map(headers, (value) => ({ Type: 'Binary', Value: base64(value) })) },
      }),
    ],
    [
      'a notification of SNS in a message of SQS',
      (headers) => ({ Body: body(map(headers, (value) => ({ Type: 'Binary', Value: base64(value) }))) }),
    ],
    [
      'such a notification with a label on the type, and the attributes first',
      (headers) => ({
        Body: body(
          map(headers, (value) => ({ Type: 'Binary.text', Value: base64(value) })),
          false,
        ),
      }),
    ],
  ];

  test.each(PLACES)('of %s are read', (_what, place) => {
    expect(read(place({ traceparent: A, tracestate: 'v=1' }))).toEqual([linkOf(A)]);
    expect(state(place({ traceparent: A, tracestate: 'v=1' }))).toBe('v=1');
    expect(read(place({ traceparent: 'bad' }))).toEqual([]);
  });

  test.each(PLACES)("of %s are read where Datadog's context is one of them", (_what, place) => {
    expect(read(place({ _datadog: JSON.stringify(DATADOG) }))).toEqual([DATADOG_ID]);
    expect(read(place({ _datadog: JSON.stringify(DATADOG), traceparent: A }))).toEqual([linkOf(A)]);
    expect(read(place({ _datadog: '{' }))).toEqual([]);
  });

  test("of text are read where Datadog's context is one of them", () => {
    const StringValue = JSON.stringify(DATADOG);
    expect(read({ MessageAttributes: { _datadog: { DataType: 'String', StringValue } } })).toEqual([DATADOG_ID]);
  });

  test('that are nonsense give no link', () => {
    for (const attribute of [{ BinaryValue: 7 }, { binaryValue: 7 }, { Type: 'Binary', Value: 7 }, { Type: 'Binary' }])
      expect(read({ MessageAttributes: { traceparent: attribute, _datadog: attribute } })).toEqual([]);
  });
});

describe("X-Ray's header in the environment of a function of Lambda", () => {
  afterEach(() => {
    delete process.env._X_AMZN_TRACE_ID;
    delete process.env.TRACEPARENT;
  });

  test('is read, behind TRACEPARENT', () => {
    process.env._X_AMZN_TRACE_ID = XRAY;
    expect(read(process.env)).toEqual([XRAY_ID]);
    expect(read({ ...process.env })).toEqual([XRAY_ID]);
    process.env.TRACEPARENT = A;
    expect(read(process.env)).toEqual([linkOf(A)]);
    expect(read({ ...process.env })).toEqual([linkOf(A)]);
  });

  test('that is none gives no link', () => {
    process.env._X_AMZN_TRACE_ID = 'Root=1';
    expect(read(process.env)).toEqual([]);
  });
});

describe('Dapr', () => {
  const event = (extensions: Headers): object => ({
    specversion: '1.0',
    id: '5929aaac-a5e2-4ca1-859c-edfe73f11565',
    source: 'checkout',
    type: 'com.dapr.event.sent',
    topic: 'orders',
    pubsubname: 'order_pub_sub',
    data: { order: 7 },
    ...extensions,
  });
  const entry = (extensions: Headers): object => ({
    entryId: '1',
    contentType: 'application/cloudevents+json',
    metadata: {},
    event: event(extensions),
  });
  const bulk = (...entries: unknown[]): object => ({
    id: '1',
    topic: 'orders',
    pubsubname: 'order_pub_sub',
    metadata: {},
    entries,
  });

  test('an event is read by traceid where it has nothing else', () => {
    expect(read(event({ traceid: A, tracestate: 'v=1' }))).toEqual([linkOf(A)]);
    expect(state(event({ traceid: A, tracestate: 'v=1' }))).toBe('v=1');
    expect(read(event({ traceid: B, traceparent: A }))).toEqual([linkOf(A)]);
    expect(read(event({ traceid: A.slice(3, 35) }))).toEqual([]);
  });

  test('the events of a bulk subscription are read one by one', () => {
    const source = bulk(entry({ traceparent: A }), entry({}), entry({ traceid: B }));
    expect(read(source)).toEqual([A, B].map(linkOf));
    expect(places(source)).toEqual([0, 2]);
    expect(read(entry({ traceparent: A }))).toEqual([linkOf(A)]);
  });

  test('an entry whose event is text or bytes is read if that is JSON', () => {
    expect(read({ entryId: '1', event: JSON.stringify(event({ traceparent: A })) })).toEqual([linkOf(A)]);
    expect(read({ entryId: '1', event: 'b3JkZXI=' })).toEqual([]);
  });

  test('entries of anything else give no link', () => {
    expect(read({ entries: [{ event: { traceparent: A } }, { traceparent: B }] })).toEqual([]);
    for (const entries of [null, 7, 'text', [], [null], {}]) expect(read({ entries })).toEqual([]);
  });
});

describe('a message of Pulsar', () => {
  class Message {
    constructor(readonly properties_: unknown) {}
    getProperties(): unknown {
      return this.properties_;
    }
    getMessageId(): string {
      return '(1,2,-1,-1)';
    }
  }
  testHeaders((properties) => new Message(properties));

  test('is asked once, and nothing else is', () => {
    const getProperties = jest.fn(() => ({ traceparent: A }));
    expect(read({ getProperties })).toEqual([]);
    expect(getProperties).not.toHaveBeenCalled();
    expect(read({ getProperties, getMessageId: () => '1' })).toEqual([linkOf(A)]);
    expect(getProperties).toHaveBeenCalledTimes(1);
  });
});

describe('the invocation context of Azure Functions', () => {
  class InvocationContext {
    readonly invocationId = '1';
    readonly functionName = 'orders';
    constructor(
      readonly triggerMetadata: unknown,
      readonly traceContext: unknown = { traceParent: C, traceState: 'v=host', attributes: {} },
    ) {}
  }

  describe.each(['applicationProperties', 'userProperties', 'properties'])('with the %s of a message', (name) => {
    testHeaders((headers) => new InvocationContext({ messageId: '1', [name]: headers }, null));

    test('is read by these, and not by its own context', () => {
      expect(read(new InvocationContext({ [name]: { 'Diagnostic-Id': A } }))).toEqual([linkOf(A)]);
    });
  });

  describe.each(['applicationPropertiesArray', 'userPropertiesArray', 'propertiesArray'])(
    'with the %s of several messages',
    (name) => {
      test('is read message by message', () => {
        const source = new InvocationContext({ [name]: [{ traceparent: A }, {}, { 'Diagnostic-Id': B }] });
        expect(read(source)).toEqual([A, B].map(linkOf));
        expect(places(source)).toEqual([0, 2]);
      });
    },
  );

  test('is read by the context of its host where no message has one', () => {
    const versions = [
      new InvocationContext({ messageId: '1' }),
      new InvocationContext(undefined, { traceparent: C, tracestate: 'v=host' }),
    ];
    for (const source of versions) {
      expect(read(source)).toEqual([linkOf(C)]);
      expect(state(source)).toBe('v=host');
    }
    for (const nothing of [null, 7, 'text', []]) expect(read(new InvocationContext(nothing, nothing))).toEqual([]);
  });
});

describe('a list of keys and values', () => {
  const listed = (headers: Headers): object[] =>
    Object.entries({ other: 'x', ...headers }).map(([key, value]) => ({ key, value }));
  testHeaders((headers) => ({ headers: listed(headers) }));

  test.each<[string, object[]]>([
    ['of keys', [{ key: 'traceparent', value: A }]],
    ['of keys as bytes', [{ key: 'Traceparent', value: Buffer.from(A) }]],
    ['of names', [{ name: 'traceparent', value: A }]],
    [
      'of several',
      [
        { key: 'other', value: null },
        { value: A, key: 'traceparent' },
      ],
    ],
  ])('%s is a container of headers', (_what, list) => {
    expect(read(list)).toEqual([linkOf(A)]);
    expect(read({ headers: list })).toEqual([linkOf(A)]);
    expect(places([null, list, B])).toEqual([1, 2]);
  });

  test('with more in its objects is a list of messages', () => {
    const messages = [A, B].map((traceparent) => ({ key: 'order', value: '7', headers: { traceparent } }));
    expect(read(messages)).toEqual([A, B].map(linkOf));
  });
});

describe('JSON text', () => {
  test.each<[string, object, string[]]>([
    ['with headers', { id: 7, headers: { traceparent: A } }, [A]],
    ['with headers and its own context', { headers: { traceparent: A }, traceparent: B }, [A, B]],
    ['with headers in a list', { headers: [{ key: 'traceparent', value: A }] }, [A]],
    ['of a CloudEvent', { specversion: '1.0', traceparent: A }, [A]],
    ['of an event of Lambda', { Records: [{ Sns: { MessageAttributes: { traceparent: { Value: A } } } }] }, [A]],
    ['of a request of MCP', { method: 'tools/call', params: { _meta: { traceparent: A } } }, [A]],
  ])('%s is read as the object it is', (_what, object, expected) => {
    expect(read(JSON.stringify(object))).toEqual(expected.map(linkOf));
    expect(read(Buffer.from(JSON.stringify(object)))).toEqual(expected.map(linkOf));
    expect(read(bytes(object).buffer)).toEqual(expected.map(linkOf));
  });

  test('within JSON is not read', () => {
    const inner = JSON.stringify({ traceparent: A });
    expect(read(JSON.stringify({ headers: inner }))).toEqual([]);
    expect(read(JSON.stringify({ headers: { inner } }))).toEqual([]);
  });
});

describe("Sentry's header", () => {
  const [traceId, spanId] = [A.slice(3, 35), A.slice(36, 52)];
  test.each([
    [`${traceId}-${spanId}`, 0],
    [`${traceId}-${spanId}-0`, 0],
    [`${traceId}-${spanId}-1`, 1],
    [` ${traceId}-${spanId}-1\t`, 1],
    [`${traceId}-${spanId}-`, 0],
  ])('%p is read', (value, traceFlags) => {
    for (const source of [{ 'sentry-trace': value }, { headers: { 'Sentry-Trace': Buffer.from(value) } }]) {
      const [link] = linksFrom(source as LinkSource);
      expect(link?.context).toEqual({ traceId, spanId, traceFlags, isRemote: true });
    }
  });

  test('goes behind a traceparent', () => {
    expect(read({ 'sentry-trace': `${B.slice(3, 52)}-1`, traceparent: A })).toEqual([linkOf(A)]);
  });

  test.each([
    '',
    '-',
    `${traceId}`,
    `${traceId}-${spanId}-2`,
    `${traceId}-${spanId}-1-1`,
    `${traceId}-${'0'.repeat(16)}`,
  ])('%p gives no link', (value) => {
    expect(read({ 'sentry-trace': value })).toEqual([]);
  });
});

describe("a change of Debezium's outbox", () => {
  const change = (row: object): object => ({
    before: null,
    after: { id: 7, aggregatetype: 'order', ...row },
    source: { connector: 'postgresql', table: 'outbox' },
    op: 'c',
    ts_ms: 1,
  });

  test('is read by the column of the row, with a schema and without', () => {
    const tracingspancontext = `#now\ntraceparent=${A}\ntracestate=v\\=1\n`;
    expect(read(change({ tracingspancontext }))).toEqual([linkOf(A)]);
    expect(state(change({ tracingspancontext }))).toBe('v=1');
    expect(read({ schema: { type: 'struct' }, payload: change({ tracingspancontext }) })).toEqual([linkOf(A)]);
    expect(read(JSON.stringify(change({ tracingspancontext })))).toEqual([linkOf(A)]);
  });

  test('of any other column gives no link, as whoever changed the row is not who wrote that', () => {
    expect(read(change({ traceparent: A }))).toEqual([]);
    expect(read({ operationType: 'update', fullDocument: { traceparent: A } })).toEqual([]);
    expect(read({ dynamodb: { NewImage: { traceparent: { S: A } } } })).toEqual([]);
    expect(read({ id: '7', name: 'ship', data: { traceparent: A } })).toEqual([]);
    for (const row of [null, 7, 'text', []]) expect(read({ after: row, schema: row, payload: row })).toEqual([]);
  });
});

test('what holds no context is counted once, whatever it looks like', async () => {
  const counts = recordCounts();
  read([
    { _meta: {} },
    { params: {} },
    { 'detail-type': 'x', detail: {} },
    { Data: Buffer.from('{}') },
    { entryId: '1', event: {} },
    { traceContext: {} },
    { after: {} },
    [{ key: 'other', value: 'x' }],
    new ArrayBuffer(4),
  ]);
  expect(await counts()).toEqual({ 'spanlink.links.unreadable': 9 });
});
