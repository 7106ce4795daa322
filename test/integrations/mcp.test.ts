/** `spanlink/mcp` between clients and servers of both majors of the SDK, connected in memory. */
import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

import { inSpan, SpanGuard } from 'spanlink';
import { type McpOptions, toMcp, traceClient, traceServer } from 'spanlink/mcp';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { deferred } from '../fixtures/deferred';
import { connect, DONE, type Major, MAJORS } from '../fixtures/mcp';
import { A, linkOf, linkTargets } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const of = (kind: SpanKind, name: string): FinishedSpan[] =>
  recorder.spans.filter((span) => span.kind === kind && span.name === name);
const client = (name: string): FinishedSpan | undefined => of(SpanKind.CLIENT, name)[0];
const served = (name: string): FinishedSpan | undefined => of(SpanKind.SERVER, name)[0];
const idOf = (span: FinishedSpan | undefined): string | undefined => span?.spanContext().spanId;
const relations = (span: FinishedSpan | undefined): unknown[] =>
  (span?.links ?? []).map(({ attributes }) => attributes?.['spanlink.relation']);

describe.each(MAJORS)('version %s of the SDK', (version, major: Major) => {
  // version 1 takes a schema before the options
  const withOptions = (options: object): [] => (version === '1' ? [undefined, options] : [options]) as unknown as [];
  const shop = (options?: McpOptions, handler: () => unknown = () => DONE) => {
    const server = traceServer(major.server(), options);
    server.registerTool('ship', {}, handler as () => typeof DONE);
    return server;
  };

  test('a tool call is a client span and a server span of one trace, by the conventions', async () => {
    const [asking, server] = [traceClient(major.client()), shop()];
    await connect(major, asking, server);
    const result = await inSpan('ask', () => asking.callTool({ name: 'ship', arguments: {} }));
    expect(result).toMatchObject(DONE);
    await asking.close();
    const call = client('tools/call ship');
    const tool = served('tools/call ship');
    expect(call?.parentSpanContext?.spanId).toBe(idOf(recorder.span('ask')));
    expect(tool?.parentSpanContext?.spanId).toBe(idOf(call));
    for (const span of [call, tool]) {
      expect(span?.attributes).toMatchObject({
        'mcp.method.name': 'tools/call',
        'mcp.protocol.version': expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
        'gen_ai.tool.name': 'ship',
        'gen_ai.operation.name': 'execute_tool',
        'jsonrpc.request.id': expect.stringMatching(/^\d+$/),
      });
      expect(span?.status.code).toBe(SpanStatusCode.UNSET);
    }
    expect(served('initialize')).toBeDefined();
  });

  test.each([
    ['parent', true, ['parent']],
    ['both', true, ['origin']],
    ['link', false, ['origin']],
  ] as const)('with relation %s the trace goes on: %s, and the links are %j', async (relation, isSame, expected) => {
    const [asking, server] = [traceClient(major.client()), shop({ relation })];
    await connect(major, asking, server);
    await asking.callTool({ name: 'ship', arguments: {} });
    await asking.close();
    const [call, tool] = [client('tools/call ship'), served('tools/call ship')];
    expect(tool?.spanContext().traceId === call?.spanContext().traceId).toBe(isSame);
    expect(relations(tool)).toEqual(expected);
    expect(linkTargets(tool as FinishedSpan)).toEqual([`${call?.spanContext().traceId}-${idOf(call)}`]);
  });

  test('a context given in _meta is kept, and the ambient span is linked beside it', async () => {
    const [asking, server] = [traceClient(major.client()), shop()];
    await connect(major, asking, server);
    await asking.callTool({ name: 'ship', arguments: {}, _meta: toMcp({ traceparent: A, b3: 'x' }) });
    await asking.close();
    const tool = served('tools/call ship');
    expect(tool?.spanContext().traceId).toBe(A.slice(3, 35));
    expect(linkTargets(tool as FinishedSpan)).toEqual([linkOf(A), expect.any(String)]);
    expect(relations(tool)).toEqual(['parent', 'caller']);
  });

  test.each([
    ['with a sender', { traceparent: A }, [linkOf(A)]],
    ['without one', {}, []],
  ])('a span that has ended, as that of connecting, is neither parent nor link: %s', async (_what, _meta, links) => {
    const [asking, server] = [major.client(), shop()];
    await connect(major, asking, server);
    const ended = trace.getTracer('test').startSpan('connect');
    ended.end();
    const after = trace.setSpan(ROOT_CONTEXT, ended);
    await context.with(after, () => asking.callTool({ name: 'ship', arguments: {}, _meta }));
    await asking.close();
    const tool = served('tools/call ship') as FinishedSpan;
    expect(tool.spanContext().traceId).not.toBe(ended.spanContext().traceId);
    expect(linkTargets(tool)).toEqual(links);
  });

  test('a sender that is not trusted is linked, and its trace is not continued', async () => {
    const trust = jest.fn(() => false);
    const [asking, server] = [major.client(), shop({ trust })];
    await connect(major, asking, server);
    await asking.callTool({ name: 'ship', arguments: {}, _meta: { traceparent: A } });
    await asking.close();
    const tool = served('tools/call ship');
    expect(trust).toHaveBeenCalledWith(
      expect.objectContaining({ context: expect.objectContaining({ isRemote: true }) }),
    );
    expect(tool?.parentSpanContext).toBeUndefined();
    expect(linkTargets(tool as FinishedSpan)).toEqual([linkOf(A)]);
    expect(relations(tool)).toEqual(['origin']);
  });

  test('what a tool starts is a child of its span, and has the baggage in _meta', async () => {
    let baggage: string | undefined;
    const server = shop({}, () => {
      baggage = propagation.getBaggage(context.active())?.getEntry('tenant')?.value;
      return inSpan('pack', () => DONE);
    });
    const asking = major.client();
    await connect(major, asking, server);
    await asking.callTool({ name: 'ship', arguments: {}, _meta: { traceparent: A, baggage: 'tenant=acme' } });
    await asking.close();
    expect(recorder.span('pack').parentSpanContext?.spanId).toBe(idOf(served('tools/call ship')));
    expect(baggage).toBe('acme');
  });

  test('a client sends its baggage in _meta, beside what the application puts there', async () => {
    const server = major.server();
    const seen: object[] = [];
    server.registerTool('ship', {}, (extra: unknown) => {
      const { _meta, mcpReq } = extra as { _meta?: object; mcpReq?: { _meta: object } };
      seen.push(_meta ?? mcpReq?._meta ?? {});
      return DONE;
    });
    const asking = traceClient(major.client());
    await connect(major, asking, server);
    const bag = propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage({ tenant: { value: 'acme' } }));
    await context.with(bag, () => asking.callTool({ name: 'ship', arguments: {}, _meta: { mine: 'kept' } }));
    await context.with(bag, () => asking.callTool({ name: 'ship', arguments: {}, _meta: { baggage: 'own=1' } }));
    await asking.close();
    const { traceId, spanId } = (client('tools/call ship') as FinishedSpan).spanContext();
    const traceparent = `00-${traceId}-${spanId}-01`;
    expect(seen).toEqual([
      expect.objectContaining({ traceparent, baggage: 'tenant=acme', mine: 'kept' }),
      expect.objectContaining({ traceparent: expect.any(String), baggage: 'own=1' }),
    ]);
  });

  test.each([
    [
      'text',
      () => {
        throw 'out of stock';
      },
    ],
    [
      'null',
      () => {
        throw null;
      },
    ],
    [
      'an error',
      () => {
        throw new Error('out of stock');
      },
    ],
    ['a result that is one', () => ({ ...DONE, isError: true })],
  ])(
    'a tool that fails with %s is a tool_error on both sides, with the answer it has untraced',
    async (_what, fail) => {
      const call = async (
        asking: ReturnType<Major['client']>,
        server: ReturnType<Major['server']>,
      ): Promise<unknown> => {
        await connect(major, asking, server);
        const result = await asking.callTool({ name: 'ship', arguments: {} }).catch(String);
        await asking.close();
        return result;
      };
      const bare = major.server();
      bare.registerTool('ship', {}, fail as never);
      const expected = await call(major.client(), bare);
      expect(await call(traceClient(major.client()), shop({}, fail))).toEqual(expected);
      for (const span of [client('tools/call ship'), served('tools/call ship')]) {
        expect(span?.attributes['error.type']).toBe('tool_error');
        expect(span?.status.code).toBe(SpanStatusCode.ERROR);
      }
    },
  );

  test('an error response has its code on both spans, and is an error of the one at fault', async () => {
    const server = shop();
    const asking = traceClient(major.client());
    await connect(major, asking, server);
    await expect(asking.callTool({ name: 'ship', arguments: 'none' as never })).rejects.toThrow();
    await asking.close();
    const [call, tool] = [client('tools/call ship'), served('tools/call ship')];
    const code = call?.attributes['rpc.response.status_code'];
    expect(code).toMatch(/^-32\d{3}$/);
    expect(call?.attributes['error.type']).toBe(code);
    expect(call?.status.code).toBe(SpanStatusCode.ERROR);
    expect(tool?.attributes['rpc.response.status_code']).toBe(code);
    expect(tool?.status.code).toBe(code === '-32603' ? SpanStatusCode.ERROR : SpanStatusCode.UNSET);
  });

  test.each(['cancelled', 'timeout'])(
    'a call that ends by %s ends both spans, once, though no answer comes',
    async (type) => {
      const started = deferred();
      const never = deferred<typeof DONE>();
      const server = shop({}, () => (started.resolve(), never.promise));
      const asking = traceClient(major.client());
      await connect(major, asking, server);
      const controller = new AbortController();
      const options = type === 'timeout' ? { timeout: 20 } : { signal: controller.signal };
      const answer = asking
        .callTool({ name: 'ship', arguments: {} }, ...withOptions(options))
        .catch((error: unknown) => error);
      await started.promise;
      if (type === 'cancelled') controller.abort();
      expect(await answer).toMatchObject({ message: expect.any(String) });
      never.resolve(DONE);
      await asking.close();
      for (const spans of [of(SpanKind.CLIENT, 'tools/call ship'), of(SpanKind.SERVER, 'tools/call ship')]) {
        expect(spans.map(({ attributes }) => attributes['error.type'])).toEqual([type]);
      }
    },
  );

  test('a request whose stream is closed ends its span, as version 2 cancels over HTTP', async () => {
    const asking = traceClient(major.client());
    const [near, far] = major.pair();
    await Promise.all([major.server().connect(near), asking.connect(far)]);
    const controller = new AbortController();
    const request = { jsonrpc: '2.0', id: 'stream', method: 'tools/call', params: { name: 'ship' } } as const;
    near.onmessage = undefined as never;
    await far.send(request, { requestSignal: controller.signal } as never);
    controller.abort();
    expect(client('tools/call ship')?.attributes['error.type']).toBe('cancelled');
    await asking.close();
    expect(of(SpanKind.CLIENT, 'tools/call ship')).toHaveLength(1);
  });

  test('a server that is connected to one transport twice makes one span of a request', async () => {
    const server = shop();
    const transport = {
      sent: [] as unknown[],
      async start() {},
      async send(message: unknown) {
        this.sent.push(message);
      },
      async close() {
        (this as { onclose?: () => void }).onclose?.();
      },
    };
    await server.connect(transport as never);
    await server.close();
    await server.connect(transport as never);
    const { onmessage } = transport as unknown as { onmessage: (message: object) => void };
    onmessage.call(transport, { jsonrpc: '2.0', id: 1, method: 'ping' });
    await server.close();
    expect(of(SpanKind.SERVER, 'ping')).toHaveLength(1);
  });

  test('a client that vanishes ends the spans of what it asked', async () => {
    const started = deferred();
    const server = shop({}, () => (started.resolve(), new Promise(() => undefined)));
    const asking = traceClient(major.client());
    await connect(major, asking, server);
    const call = asking.callTool({ name: 'ship', arguments: {} }).catch((error: unknown) => error);
    await started.promise;
    await asking.close();
    expect(await call).toBeInstanceOf(Error);
    expect(client('tools/call ship')?.attributes['error.type']).toBe('connection_closed');
    expect(served('tools/call ship')?.attributes['error.type']).toBe('connection_closed');
  });

  test('what a server asks and tells its client goes the other way round', async () => {
    const asking = traceClient(major.client({ capabilities: { roots: {} } }));
    const progress: unknown[] = [];
    (asking.setRequestHandler as (...args: unknown[]) => void)(
      version === '1' ? (await import('@modelcontextprotocol/sdk/types.js')).ListRootsRequestSchema : 'roots/list',
      () => inSpan('list roots', () => ({ roots: [] })),
    );
    const server = traceServer(major.server());
    server.registerTool('ship', {}, async (extra: unknown) => {
      await server.server.listRoots();
      const { _meta, mcpReq } = extra as { _meta?: object; mcpReq?: { _meta: object } };
      const { progressToken } = (_meta ?? mcpReq?._meta) as { progressToken: number };
      await server.server.notification({ method: 'notifications/progress', params: { progressToken, progress: 1 } });
      return DONE;
    });
    await connect(major, asking, server);
    const onprogress = ({ progress: each }: { progress: number }): unknown => progress.push(each);
    await asking.callTool({ name: 'ship', arguments: {} }, ...withOptions({ onprogress }));
    await asking.close();
    expect(progress).toEqual([1]);
    const tool = served('tools/call ship');
    for (const name of ['roots/list', 'notifications/progress']) {
      expect(client(name)?.parentSpanContext?.spanId).toBe(idOf(tool));
      expect(served(name)?.parentSpanContext?.spanId).toBe(idOf(client(name)));
    }
    expect(recorder.span('list roots').parentSpanContext?.spanId).toBe(idOf(served('roots/list')));
  });

  test('tracing twice, or the server inside as well, makes one span', async () => {
    const server = shop();
    traceServer(traceServer(server).server);
    const asking = traceClient(traceClient(major.client()));
    await connect(major, asking, server);
    await asking.callTool({ name: 'ship', arguments: {} });
    await asking.close();
    expect(recorder.spans.filter(({ name }) => name === 'tools/call ship')).toHaveLength(2);
  });

  test('a server is traced once more when it is connected again, and also if it was connected before', async () => {
    const server = major.server();
    server.registerTool('ship', {}, () => DONE);
    const first = major.client();
    await connect(major, first, server);
    traceServer(server);
    await first.callTool({ name: 'ship', arguments: {} });
    await first.close();
    const second = major.client();
    await connect(major, second, server);
    await second.callTool({ name: 'ship', arguments: {} });
    await second.close();
    expect(of(SpanKind.SERVER, 'tools/call ship')).toHaveLength(2);
  });

  test('the span of a notification ends when its handler does, with its error', async () => {
    const server = shop();
    const asking = traceClient(major.client({ capabilities: { roots: { listChanged: true } } }));
    const failed = new Promise((resolve) => (server.server.onerror = resolve));
    (server.server.setNotificationHandler as (...args: unknown[]) => void)(
      version === '1'
        ? (await import('@modelcontextprotocol/sdk/types.js')).RootsListChangedNotificationSchema
        : 'notifications/roots/list_changed',
      async () => {
        await inSpan('reload', async () => undefined);
        throw new Error('no such root');
      },
    );
    await connect(major, asking, server);
    await asking.notification({ method: 'notifications/roots/list_changed' });
    await failed;
    await asking.close();
    const span = served('notifications/roots/list_changed');
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'no such root' });
    expect(recorder.span('reload').parentSpanContext?.spanId).toBe(idOf(span));
    expect(of(SpanKind.SERVER, 'notifications/roots/list_changed')).toHaveLength(1);
  });

  test('several sessions at once keep their calls apart, though their ids are the same', async () => {
    const sessions = await Promise.all(
      ['one', 'two', 'three'].map(async (name) => {
        const server = shop();
        const asking = traceClient(major.client());
        await connect(major, asking, server);
        return { name, asking };
      }),
    );
    await Promise.all(
      sessions.map(({ name, asking }) => inSpan(name, () => asking.callTool({ name: 'ship', arguments: {} }))),
    );
    const traces = sessions.map(({ name }) => recorder.span(name).spanContext().traceId);
    expect(
      of(SpanKind.SERVER, 'tools/call ship')
        .map((span) => span.spanContext().traceId)
        .sort(),
    ).toEqual(traces.sort());
    await Promise.all(sessions.map(({ asking }) => asking.close()));
  });
});

test('what cannot be traced is refused with a code', () => {
  const refused = expect.objectContaining({ code: 'ERR_SPANLINK_MCP' });
  const thrown = (body: () => unknown): unknown => {
    try {
      return body();
    } catch (error) {
      return error;
    }
  };
  expect(thrown(() => traceServer({} as never))).toEqual(refused);
  expect(thrown(() => traceClient(undefined as never))).toEqual(refused);
  const server = MAJORS[0]?.[1].server() as never;
  expect(thrown(() => traceServer(server, { relation: 'child' as never }))).toEqual(refused);
  expect(thrown(() => traceServer(server, { trust: true as never }))).toEqual(refused);
  expect(thrown(() => traceServer(server, null as never))).toEqual(refused);
});

test('toMcp keeps what the protocol has names for, and no others', () => {
  const carrier = inSpan('ask', () => SpanGuard.current().carrier());
  expect(toMcp({ ...carrier, b3: 'x', baggage: 'a=b', tracestate: '' })).toEqual({
    traceparent: carrier.traceparent,
    baggage: 'a=b',
  });
});
