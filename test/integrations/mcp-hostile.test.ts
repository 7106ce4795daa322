/** `spanlink/mcp` and what comes from outside: any `_meta`, ids that ask for sampling, no tracer at all. */
import { trace } from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  NodeTracerProvider,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';
import { traceClient, traceServer } from 'spanlink/mcp';
import { LinkedSampler } from 'spanlink/sampling';
import { recordSpans, SpanRecorder } from 'spanlink/testing';
import { connect, DONE, MAJORS } from '../fixtures/mcp';
import { A } from '../fixtures/spans';

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
  const sampledWith = async (sampler: object, options = {}): Promise<number> => {
    trace.disable();
    const recorder = new SpanRecorder();
    const provider = new NodeTracerProvider({ sampler: sampler as never, spanProcessors: [recorder] });
    trace.setGlobalTracerProvider(provider);
    try {
      await answersTo(request({ traceparent: A }), traceServer(major.server(), options));
      return recorder.spans.length;
    } finally {
      trace.disable();
    }
  };
  const linked = (trust: () => boolean): object => new LinkedSampler({ fallback: new AlwaysOffSampler(), trust });
  const rooted = (): object => new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0) });

  test('turn on sampling only as the trust of the sampler says', async () => {
    expect(await sampledWith(linked(() => true))).toBe(1);
    expect(await sampledWith(linked(() => false))).toBe(0);
    expect(
      await sampledWith(
        linked(() => false),
        { relation: 'link' },
      ),
    ).toBe(0);
  });

  test('turn on none through ParentBased where traceServer does not trust them', async () => {
    expect(await sampledWith(rooted(), { trust: () => false })).toBe(0);
    expect(await sampledWith(rooted(), { trust: fail })).toBe(0);
    expect(await sampledWith(rooted(), { relation: 'link' })).toBe(0);
    expect(await sampledWith(rooted())).toBe(1);
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
