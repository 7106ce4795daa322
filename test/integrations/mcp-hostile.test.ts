/** `spanlink/mcp` and what comes from outside: any `_meta`, ids that ask for sampling, no tracer at all. */
import { type Context, context, createContextKey, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import {
  AlwaysOnSampler,
  NodeTracerProvider,
  ParentBasedSampler,
  SamplingDecision,
  type SamplingResult,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';
import { type McpOptions, traceClient, traceServer } from 'spanlink/mcp';
import { LinkedSampler } from 'spanlink/sampling';
import { type FinishedSpan, recordSpans, SpanRecorder } from 'spanlink/testing';
import { connect, DONE, MAJORS } from '../fixtures/mcp';
import { A, B, C, contextOf } from '../fixtures/spans';

const [[, major]] = MAJORS as unknown as [[string, (typeof MAJORS)[number][1]]];

/** Gives a traced server a message as a transport does, and returns the answers that it sends. */
async function answersTo(message: object, server = traceServer(major.server())): Promise<unknown[]> {
  const answers: unknown[] = [];
  server.registerTool('ship', {}, () => DONE);
  const [near, far] = major.pair();
  const answered = new Promise<void>((resolve) => {
    far.onmessage = (answer: unknown) => {
      answers.push(answer);
      resolve();
    };
  });
  await server.connect(near);
  near.onmessage?.(message as never);
  await answered;
  await server.close();
  return answers;
}

const request = (_meta: unknown): object => ({
  jsonrpc: '2.0',
  id: 7,
  method: 'tools/call',
  params: { name: 'ship', arguments: {}, _meta },
});

function nested(levels: number): object {
  let inner: object = {};
  for (let level = 0; level < levels; level++) inner = { _meta: inner, traceparent: inner, baggage: inner };
  return inner;
}

describe('a hostile _meta', () => {
  const recorder = recordSpans();
  beforeEach(() => recorder.reset());
  afterAll(() => recorder.stop());

  test.each<[string, () => unknown]>([
    ['of megabytes', () => ({ traceparent: 'x'.repeat(5_000_000), baggage: 'k=v,'.repeat(1_000_000) })],
    ['of 100,000 names', () => Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`k${n}`, A]))],
    ['of wrong types', () => ({ traceparent: 7, tracestate: [], baggage: {} })],
    ['of lists', () => ({ traceparent: [[A]], baggage: [null] })],
    ['of 1,000 levels', () => nested(1_000)],
    ['with a zero id', () => ({ traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01` })],
    ['with a prototype', () => JSON.parse('{"__proto__":{"traceparent":"x"}}') as object],
  ])('%s: the server answers, and its span has no link', async (_what, meta) => {
    const bare = await answersTo(request(meta()), major.server());
    expect(await answersTo(request(meta()))).toEqual(bare);
    const [span] = recorder.spans;
    expect(recorder.spans).toHaveLength(1);
    expect(span?.links).toEqual([]);
    expect(span?.parentSpanContext).toBeUndefined();
  });

  test.each<[string, () => unknown]>([
    ['with a getter that throws', () => Object.defineProperty({}, 'traceparent', { enumerable: true, get: fail })],
    ['that is a proxy that throws', () => new Proxy({}, { get: fail, has: fail })],
  ])('%s: the SDK throws what it does without us, and the span has that error', async (_what, meta) => {
    await expect(answersTo(request(meta()), major.server())).rejects.toThrow('hostile');
    await expect(answersTo(request(meta()))).rejects.toThrow('hostile');
    expect(recorder.spans.map(({ status }) => status.message)).toEqual(['hostile']);
  });

  test('names of any length are bounded on the span', async () => {
    await answersTo({ ...request({}), params: { name: 'n'.repeat(1_000_000), arguments: {} } });
    expect(recorder.spans[0]?.name.length).toBeLessThan(300);
  });

  test('an id that comes twice leaves no span open', async () => {
    const server = traceServer(major.server());
    server.registerTool('ship', {}, () => new Promise<never>(() => {}));
    const [near] = major.pair();
    await server.connect(near);
    for (const _ of [1, 2]) near.onmessage?.(request({ traceparent: A }) as never);
    await server.close();
    expect(recorder.spans.map(({ attributes }) => attributes['error.type'])).toEqual([
      'cancelled',
      'connection_closed',
    ]);
  });

  test('a message of the application that cannot be copied is sent as it is', async () => {
    const server = traceServer(major.server());
    server.registerTool('ship', {}, () => DONE);
    const client = traceClient(major.client());
    await connect(major, client, server);
    const meta = Object.freeze({ mine: 'kept' });
    const params = Object.freeze({ name: 'ship', arguments: {}, _meta: meta });
    expect(await client.callTool(params)).toMatchObject(DONE);
    expect(meta).toEqual({ mine: 'kept' });
    await client.close();
  });
});

function fail(): never {
  throw new Error('hostile');
}

describe('ids from outside', () => {
  const off = new TraceIdRatioBasedSampler(0);
  const parentBased = new ParentBasedSampler({ root: off });
  const parentBasedOn = new ParentBasedSampler({ root: new AlwaysOnSampler() });
  const linked = (trust?: () => boolean): object => new LinkedSampler({ fallback: parentBased, trust } as never);
  /** Returns the spans that are exported when a sender outside calls a tool, below a span that is active here. */
  const spansBy = async (sampler: object, options: McpOptions = {}, from = A, above?: string) => {
    const recorder = new SpanRecorder();
    new NodeTracerProvider({ sampler: sampler as never, spanProcessors: [recorder] }).register();
    const active = above === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, contextOf(above));
    try {
      const server = traceServer(major.server(), options);
      await context.with(active, () => answersTo(request({ traceparent: from }), server));
      return recorder.spans;
    } finally {
      for (const api of [trace, context, propagation]) api.disable();
    }
  };
  const sampledBy = async (...given: Parameters<typeof spansBy>): Promise<string[]> =>
    (await spansBy(...given)).map(({ name }) => name);
  const SAMPLED = ['tools/call ship'];
  const relations = ['parent', 'link', 'both'] as const;

  test.each(relations)('turn on no sampling through ParentBased by themselves, with relation %s', async (relation) => {
    expect(await sampledBy(parentBased, { relation })).toEqual([]);
    expect(await sampledBy(parentBased, { relation, trust: () => false })).toEqual([]);
    expect(await sampledBy(parentBased, { relation, trust: fail })).toEqual([]);
    expect(await sampledBy(parentBased, { relation, trust: (() => 1) as never })).toEqual([]);
  });

  test.each(relations)('turn it on through LinkedSampler where both trust them, with relation %s', async (relation) => {
    expect(await sampledBy(linked(), { relation })).toEqual(SAMPLED);
    expect(
      await sampledBy(
        linked(() => false),
        { relation },
      ),
    ).toEqual([]);
    expect(await sampledBy(linked(), { relation, trust: () => false })).toEqual([]);
    const consistent = new LinkedSampler({ fallback: off, mode: 'consistent' });
    expect(await sampledBy(consistent, { relation, trust: () => false })).toEqual([]);
  });

  test('turn it on through ParentBased where they are trusted', async () => {
    for (const relation of ['parent', 'both'] as const) {
      expect(await sampledBy(parentBased, { relation, trust: () => true })).toEqual(SAMPLED);
    }
    // a trace of its own has no parent to be based on
    expect(await sampledBy(parentBased, { relation: 'link', trust: () => true })).toEqual([]);
  });

  test('leave the decision to the span that is active here, or to the root sampler', async () => {
    expect(await sampledBy(parentBased, {}, A, C)).toEqual(SAMPLED);
    expect(await sampledBy(parentBased, {}, A, B)).toEqual([]);
    expect(await sampledBy(parentBasedOn)).toEqual(SAMPLED);
  });

  test('are seen by no sampler that adds to the context first: it sees the span that is active here', async () => {
    const key = createContextKey('own');
    const seen: (string | undefined)[] = [];
    const shouldSample = (given: Context): SamplingResult => {
      for (const one of [given.setValue(key, 7), given.deleteValue(key)])
        seen.push(trace.getSpanContext(one)?.traceId, String(one.getValue(key)));
      return { decision: SamplingDecision.RECORD_AND_SAMPLED };
    };
    await spansBy({ shouldSample });
    await spansBy({ shouldSample }, {}, A, C);
    const here = contextOf(C).traceId;
    expect(seen).toEqual([undefined, '7', undefined, 'undefined', here, '7', here, 'undefined']);
  });

  test('turn off sampling where the sender is not sampled, as the trace goes on without it', async () => {
    expect(await sampledBy(parentBasedOn, {}, B)).toEqual([]);
  });

  test.each(relations)('name the same parent and links whatever decides, with relation %s', async (relation) => {
    const placeBy = async (options: McpOptions): Promise<unknown> => {
      const [span] = (await spansBy(parentBasedOn, options, A, C)) as [FinishedSpan];
      return { parent: span.parentSpanContext?.spanId, links: span.links };
    };
    const place = await placeBy({ relation });
    expect(place).toMatchObject({ links: [{ context: { isRemote: true } }, {}] });
    expect(await placeBy({ relation, trust: () => true })).toEqual(place);
  });
});

test('without a tracer, messages go through as they are', async () => {
  trace.disable();
  const server = traceServer(major.server());
  const seen: unknown[] = [];
  server.registerTool('ship', {}, (extra: { _meta?: unknown }) => (seen.push(extra._meta), DONE));
  const client = traceClient(major.client());
  await connect(major, client, server);
  expect(await client.callTool({ name: 'ship', arguments: {} })).toMatchObject(DONE);
  await client.close();
  expect(seen).toEqual([undefined]);
});
