/** How the spans of `spanlink/mcp` end: by any answer, error or silence, and what goes through as it is. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { context, propagation, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { traceClient, traceServer } from 'spanlink/mcp';
import { recordSpans } from 'spanlink/testing';
import { openRaw } from '../fixtures/mcp-transport';
import { recordCounts, recordReports } from '../fixtures/reports';
import { A } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const ping = (id: unknown = 7, params?: unknown): object => ({ jsonrpc: '2.0', id, method: 'ping', params });
const outcomes = (): unknown[] =>
  recorder.spans.map(({ attributes, status }) => [attributes['error.type'], status.code, status.message]);
const { ERROR, UNSET } = SpanStatusCode;

test.each<[unknown, unknown[], unknown[]]>([
  [{ error: { code: -32_000, message: 'busy' } }, ['-32000', ERROR, 'busy'], ['-32000', ERROR, 'busy']],
  [{ error: { code: -32_099, message: 'busy' } }, ['-32099', ERROR, 'busy'], ['-32099', ERROR, 'busy']],
  [{ error: { code: -32_603, message: 'broken' } }, ['-32603', ERROR, 'broken'], ['-32603', ERROR, 'broken']],
  [{ error: { code: -32_100, message: 'no' } }, ['-32100', ERROR, 'no'], [undefined, UNSET, undefined]],
  [{ error: { code: -31_999, message: 'no' } }, ['-31999', ERROR, 'no'], [undefined, UNSET, undefined]],
  [{ error: { code: -32_602 } }, ['-32602', ERROR, undefined], [undefined, UNSET, undefined]],
  [{ error: { code: 'x', message: 7 } }, ['_OTHER', ERROR, undefined], ['_OTHER', ERROR, undefined]],
  [{ error: null }, ['_OTHER', ERROR, undefined], ['_OTHER', ERROR, undefined]],
  [{ result: { isError: true } }, ['tool_error', ERROR, undefined], ['tool_error', ERROR, undefined]],
  [{ result: { isError: 1 } }, [undefined, UNSET, undefined], [undefined, UNSET, undefined]],
  [{ result: null }, [undefined, UNSET, undefined], [undefined, UNSET, undefined]],
  [{}, [undefined, UNSET, undefined], [undefined, UNSET, undefined]],
])('the answer %j ends the span of who asked, and of who answers', async (answer, asked, answered) => {
  const connection = await openRaw();
  await connection.send(ping());
  connection.receive({ id: 7, ...(answer as object) });
  connection.receive(ping());
  await connection.send({ id: 7, ...(answer as object) });
  expect(outcomes()).toEqual([asked, answered]);
  const code = (answer as { error?: { code?: unknown } }).error?.code;
  for (const { attributes } of recorder.spans)
    expect(attributes['rpc.response.status_code']).toBe(typeof code === 'number' ? String(code) : undefined);
});

test('an answer that cannot be read ends its span, and goes through', async () => {
  const connection = await openRaw();
  await connection.send(ping());
  const answer = Object.defineProperty({ id: 7 }, 'result', {
    get() {
      throw new Error('hostile');
    },
  });
  connection.receive(answer);
  expect(connection.handled).toEqual([answer]);
  expect(outcomes()).toEqual([[undefined, UNSET, undefined]]);
});

test.each<[string, unknown, string]>([
  ['none', undefined, 'cancelled'],
  ['a number', 7, 'cancelled'],
  ['that of a user', 'McpError is timed out of', 'cancelled'],
  ["the SDK's", 'McpError: MCP error -32001: Request timed out', 'timeout'],
  ["a signal's", 'TimeoutError: The operation was aborted', 'timeout'],
  ['one past what is read', `Error: ${'x'.repeat(300)} timed out`, 'cancelled'],
])('a cancellation ends the span of its request by its reason: %s', async (_what, reason, expected) => {
  const connection = await openRaw();
  connection.receive(ping(1));
  connection.receive(ping(2));
  connection.receive({ method: 'notifications/cancelled', params: { requestId: 1, reason } });
  await connection.send({ id: 2, result: {} });
  await connection.send(ping(3));
  await connection.send(ping(4));
  await connection.send({ method: 'notifications/cancelled', params: { requestId: 4, reason } });
  connection.receive({ id: 3, result: {} });
  const requests = recorder.spans.filter(({ name }) => name === 'ping');
  expect(requests.map(({ attributes }) => [attributes['jsonrpc.request.id'], attributes['error.type']])).toEqual([
    ['1', expected],
    ['2', undefined],
    ['4', expected],
    ['3', undefined],
  ]);
});

test('other notifications cancel nothing, whatever they name', async () => {
  const connection = await openRaw();
  connection.receive(ping(1));
  await connection.send(ping(2));
  connection.receive({ method: 'notifications/progress', params: { requestId: 1 } });
  await connection.send({ method: 'notifications/progress', params: { requestId: 2 } });
  await connection.send({ id: 1, result: {} });
  connection.receive({ id: 2, result: {} });
  expect(
    recorder.spans.filter(({ name }) => name === 'ping').map(({ attributes }) => attributes['error.type']),
  ).toEqual([undefined, undefined]);
});

describe('A transport that fails', () => {
  const error = new Error('gone');

  test.each<[string, object, () => unknown]>([
    [
      'throws',
      ping(),
      () => {
        throw error;
      },
    ],
    ['rejects', ping(), () => Promise.reject(error)],
    [
      'throws for a notification',
      { method: 'notifications/x' },
      () => {
        throw error;
      },
    ],
    ['rejects for a notification', { method: 'notifications/x' }, () => Promise.reject(error)],
  ])('%s as without us, and its span has the error', async (_what, message, send) => {
    const connection = await openRaw({ send });
    await expect((async () => connection.send(message))()).rejects.toBe(error);
    connection.close();
    expect(recorder.spans).toHaveLength(1);
    expect(recorder.spans[0]?.status).toEqual({ code: ERROR, message: 'gone' });
  });

  test('what is no promise is returned as it is, and a notification ends with it', async () => {
    const connection = await openRaw({ send: () => 7 });
    expect(connection.send({ method: 'notifications/x' })).toBe(7);
    expect(recorder.spans).toHaveLength(1);
    expect(connection.send(ping())).toBe(7);
    expect(recorder.spans).toHaveLength(1);
    connection.close();
  });

  test('a handler that throws throws as without us, and its span has the error', async () => {
    const handle = (): never => {
      throw error;
    };
    const connection = await openRaw({}, { handle });
    for (const message of [ping(), { method: 'notifications/x' }])
      expect(() => connection.receive(message)).toThrow(error);
    await new Promise(setImmediate);
    expect(recorder.spans.map(({ status }) => status.message)).toEqual(['gone', 'gone']);
  });
});

test('a notification that nobody follows ends once it is dispatched', async () => {
  const connection = await openRaw();
  connection.receive({ method: 'notifications/x' });
  await new Promise(setImmediate);
  expect(recorder.spans.map(({ name }) => name)).toEqual(['notifications/x']);
});

test('a message that is handed on from handler to handler has one span, and its like after it one more', async () => {
  const message = ping();
  const connection = await openRaw({}, { handle: () => depth++ === 0 && connection.receive(message) });
  let depth = 0;
  connection.receive(message);
  connection.receive(message);
  connection.close();
  expect(recorder.spans).toHaveLength(2);
});

test.each([[null], ['text'], [7], [undefined], [{}], [{ method: 7, id: 7 }], [{ id: 'unknown', result: {} }]])(
  'what is no message goes through as it is, without a span: %p',
  async (message) => {
    const reports = recordReports();
    const connection = await openRaw();
    connection.receive(message);
    await connection.send(message);
    expect([connection.handled, connection.sent]).toEqual([[message], [message]]);
    expect(recorder.spans).toEqual([]);
    expect(reports).toEqual([]);
  },
);

test('a message whose fields throw goes through as it is', async () => {
  const hostile = new Proxy(
    {},
    {
      get: () => {
        throw new Error('hostile');
      },
    },
  );
  const connection = await openRaw();
  connection.receive(hostile);
  await connection.send(hostile);
  expect([connection.handled[0] === hostile, connection.sent[0] === hostile]).toEqual([true, true]);
});

test('an id that is no id makes a message a notification', async () => {
  const connection = await openRaw();
  connection.receive(ping({}));
  await new Promise(setImmediate);
  expect(recorder.spans).toHaveLength(1);
  expect(recorder.spans[0]?.attributes['jsonrpc.request.id']).toBeUndefined();
});

test('a cancellation of what nobody asked goes through', async () => {
  const connection = await openRaw();
  const message = { method: 'notifications/cancelled', params: { requestId: 'unknown' } };
  connection.receive(message);
  await connection.send(message);
  expect([connection.handled.length, connection.sent.length]).toEqual([1, 1]);
});

/** A message goes through as it is, in both directions. */
async function expectToPass(message: ReturnType<typeof ping>): Promise<void> {
  const connection = await openRaw();
  connection.receive(message);
  await connection.send(message);
  expect([connection.handled, connection.sent]).toEqual([[message], [message]]);
  expect(connection.sent[0]).toBe(message);
}

test('nothing has a span, and nothing is reported, where there is no tracer', async () => {
  const reports = recordReports();
  const provider = trace.getTracerProvider();
  trace.disable();
  try {
    await expectToPass(ping());
    expect(reports).toEqual([]);
  } finally {
    trace.setGlobalTracerProvider(provider);
  }
});

test('a tracer that fails costs the spans alone, and is reported by the name of who traces', async () => {
  const reports = recordReports();
  const provider = trace.getTracerProvider();
  trace.disable();
  const fail = (): never => {
    throw new Error('no');
  };
  trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan: fail, startActiveSpan: fail }) });
  try {
    await expectToPass(ping());
    expect(reports).toEqual([expect.stringMatching(/^spanlink: traceClient /)]);
  } finally {
    trace.disable();
    trace.setGlobalTracerProvider(provider);
  }
});

test('nothing has a span where tracing is suppressed', async () => {
  const connection = await openRaw();
  const message = ping();
  await context.with(suppressTracing(ROOT_CONTEXT), async () => {
    connection.receive(ping());
    await connection.send(message);
  });
  connection.close();
  expect(connection.sent[0]).toBe(message);
  expect(recorder.spans).toEqual([]);
});

describe('The signal of a request', () => {
  test.each<[string, object, boolean]>([
    ['ends it', ping(), true],
    ['ends no notification', { method: 'notifications/x' }, false],
  ])('%s', async (_what, message, ends) => {
    const connection = await openRaw();
    const controller = new AbortController();
    await connection.send(message, { requestSignal: controller.signal });
    controller.abort();
    expect(recorder.spans.map(({ attributes }) => attributes['error.type'])).toEqual([ends ? 'cancelled' : undefined]);
  });

  test('ends neither what is answered nor the next of its id', async () => {
    const connection = await openRaw();
    const controller = new AbortController();
    await connection.send(ping(), { requestSignal: controller.signal });
    connection.receive({ id: 7, result: {} });
    await connection.send(ping());
    controller.abort();
    expect(outcomes()).toEqual([[undefined, UNSET, undefined]]);
    connection.receive({ id: 7, result: {} });
    expect(outcomes()).toHaveLength(2);
  });
});

describe('The `_meta` of what is sent', () => {
  const metaOf = (message: unknown): unknown => (message as { params?: { _meta?: unknown } }).params?._meta;
  class Params {
    readonly name = 'ship';
  }

  test.each<[string, unknown]>([
    ['without fields', undefined],
    ['with fields', { a: 1 }],
    ['without a prototype', Object.assign(Object.create(null) as object, { a: 1 })],
    ['with `_meta`', { _meta: { mine: 1 } }],
  ])('has the context of the span: %s', async (_what, params) => {
    const connection = await openRaw();
    await connection.send(ping(7, params));
    connection.close();
    const { traceId, spanId } = recorder.span('ping').spanContext();
    expect(metaOf(connection.sent[0])).toMatchObject({ traceparent: `00-${traceId}-${spanId}-01` });
  });

  test.each<[string, unknown]>([
    ['of a class, which a copy would not be', new Params()],
    ['whose `_meta` is of a class', { _meta: new Params() }],
    ['whose `_meta` is null', { _meta: null }],
    ['that are text', 'text'],
    ['that have a context', { _meta: { traceparent: A } }],
  ])('is left as it is in fields %s', async (_what, params) => {
    const reports = recordReports();
    const connection = await openRaw();
    const message = ping(7, params);
    await connection.send(message);
    connection.close();
    expect(connection.sent[0]).toBe(message);
    expect(reports).toEqual([]);
  });
});

describe('The baggage of what arrives', () => {
  const baggageIn = async (length: number): Promise<number> => {
    const seen: number[] = [];
    const handle = (): unknown => seen.push(propagation.getBaggage(context.active())?.getAllEntries().length ?? 0);
    const connection = await openRaw({}, { handle });
    const pairs = `a=${'x'.repeat(4_000)},b=`;
    connection.receive(ping(7, { _meta: { baggage: pairs + 'y'.repeat(length - pairs.length) } }));
    connection.close();
    return seen[0] ?? 0;
  };

  test('is read up to the 8,192 characters that the W3C allows, and none of it beyond', async () => {
    expect(await baggageIn(8_000)).toBe(2);
    expect(await baggageIn(8_193)).toBe(0);
  });
});

describe('What cannot be traced', () => {
  const messageOf = (body: () => unknown): string => {
    try {
      body();
    } catch (error) {
      return (error as Error).message;
    }
    return 'nothing was thrown';
  };
  const server = { async connect() {} };

  test.each<[() => unknown, RegExp]>([
    [() => traceServer({} as never), /traceServer takes a client or server with a method connect\(\); it got/],
    [() => traceClient(undefined as never), /traceClient takes a client or server.*undefined/],
    [
      () => traceServer(server, { relation: 'child' as never }),
      /traceServer: relation is 'child', not 'link', 'parent'/,
    ],
    [() => traceServer(server, { relation: 7 as never }), /traceServer: relation is number, not 'link'/],
    [() => traceServer(server, { trust: true as never }), /traceServer: trust is boolean, not a function/],
    [() => traceServer(server, null as never), /traceServer: expected an object of options, found null/],
    [() => traceServer(server, 7 as never), /traceServer: expected an object of options, found/],
  ])('is refused by name, with what was found: %p', (trace, expected) => {
    expect(messageOf(trace)).toMatch(expected);
  });

  test('a transport that cannot be changed is connected, and reported', async () => {
    const reports = recordReports();
    const client = {
      connected: 0,
      async connect(_transport: object) {
        this.connected++;
      },
    };
    traceClient(client as never);
    await client.connect(Object.freeze({}));
    expect(client.connected).toBe(1);
    expect(reports).toEqual(['spanlink: traceClient transport threw, and was left out']);
  });

  test('nothing is reported of a client that is not connected yet', async () => {
    const counts = recordCounts();
    for (const transport of [undefined, null, 'text']) traceClient({ async connect() {}, transport } as never);
    expect(await counts()).toEqual({});
  });

  test('a client that cannot be changed stays as it is, and is reported', () => {
    const reports = recordReports();
    traceServer(Object.freeze({ async connect() {} }) as never);
    expect(reports).toEqual(['spanlink: traceServer connect threw, and was left out']);
  });
});

test('a handler of notifications that is none is handed on, for the SDK to refuse', () => {
  const set = jest.fn();
  const client = { async connect() {}, setNotificationHandler: set as (...args: unknown[]) => void };
  traceClient(client as never);
  client.setNotificationHandler('notifications/x', 'schema', undefined);
  expect(set).toHaveBeenCalledWith('notifications/x', 'schema', undefined);
});

test.each(['returns', 'throws', 'resolves'])('a handler of notifications that %s ends their span', async (how) => {
  const handlers = new Map<string, () => unknown>();
  const client = {
    async connect() {},
    setNotificationHandler: (name: string, handler: () => unknown) => void handlers.set(name, handler),
  };
  traceClient(client as never);
  client.setNotificationHandler('notifications/x', () => {
    if (how === 'throws') throw new Error('no');
    return how === 'resolves' ? Promise.resolve(7) : 7;
  });
  const run = handlers.get('notifications/x') as () => unknown;
  const results: unknown[] = [];
  const connection = await openRaw(
    {},
    {
      handle: () =>
        queueMicrotask(
          AsyncLocalStorage.bind(() => {
            try {
              results.push(run());
            } catch (error) {
              results.push((error as Error).message);
            }
          }),
        ),
    },
  );
  connection.receive({ method: 'notifications/x' });
  await new Promise(setImmediate);
  expect(await Promise.all(results)).toEqual([how === 'throws' ? 'no' : 7]);
  expect(recorder.spans).toHaveLength(1);
  expect(recorder.spans[0]?.status.message).toBe(how === 'throws' ? 'no' : undefined);
  // outside a notification, the handler is called as it is
  if (how === 'returns') expect(run()).toBe(7);
  expect(trace.getActiveSpan()).toBeUndefined();
});
