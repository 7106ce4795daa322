/** Calls of gRPC: the metadata in handlers that do not declare it, and the carrier of Nest's clients. */
import { join } from 'node:path';
import { SpanStatusCode } from '@opentelemetry/api';
import { B } from '../fixtures/spans';
import { freePort } from '../servers/start-server';
import { describeOnNest, type RunningApp, useApp } from './harness';

const PROTO = join(__dirname, 'apps/grpc.proto');
const MANY = 40;

type Pairs = readonly (readonly [name: string, value: string])[];

interface Order {
  readonly id: string;
}

interface Receipt {
  readonly paid: string;
  readonly links: readonly string[];
}

interface Shop extends RunningApp {
  /** Calls a method in a span of its own, and resolves to all of its answers, or to its failure. */
  send(span: string, method: string, of: Order | readonly Order[], pairs?: Pairs): Promise<Receipt[]>;
  sendMany(count: number): Promise<Receipt[][]>;
  /** Sends the metadata that the application chose, outside of all spans. */
  sendBare(method: string, of: Order | readonly Order[], pairs: Pairs): Promise<Receipt[]>;
  /** Calls in one span, and subscribes to the answer without any. */
  sendLater(span: string): Promise<Receipt[]>;
  /** Sends the same metadata twice, each time in a span of its own. */
  sendSame(pairs: Pairs): Promise<{ answers: Receipt[][]; isUntouched: boolean }>;
  /** Calls by the client of grpc-js that Nest's client gives. */
  sendRaw(span: string): Promise<Receipt>;
  /** The names in the metadata that reached an interceptor of the application's. */
  seen(): Promise<string[]>;
}

let ports: number[];
beforeAll(async () => {
  ports = [await freePort(), await freePort(), await freePort()];
});

const SENT = [{ id: 'a' }, { id: 'b' }];
const METHODS = {
  pay: ['Pay', { id: 'a' }, 'a'],
  scoped: ['Scoped', { id: 'a' }, 'a'],
  guarded: ['Guarded', { id: 'a' }, 'a'],
  watch: ['Watch', { id: 'a' }, 'a 1', 'a 2'],
  collect: ['Collect', SENT, 'a,b'],
  chat: ['Chat', SENT, 'a', 'b'],
  pass: ['Pass', SENT, 'a,b'],
  passBoth: ['PassBoth', SENT, 'a', 'b'],
} as const;

async function callEach(app: Shop) {
  const answers: Record<string, Receipt[]> = {};
  for (const [name, [method, of]] of Object.entries(METHODS)) answers[name] = await app.send(name, method, of);
  const { traceparent = '', ...none } = await app.cause('chosen');
  return {
    answers,
    none,
    declared: await app.send('declared', 'Declared', { id: 'a' }),
    failed: [
      await app.send('fail', 'Fail', { id: 'a' }),
      await app.send('failLater', 'FailLater', { id: 'a' }),
      await app.send('break', 'Break', SENT),
    ],
    many: await app.sendMany(MANY),
    chosen: await app.send('not chosen', 'Look', { id: 'a' }, [['traceparent', traceparent]]),
    bare: await app.sendBare('Look', { id: 'a' }, [['x-tenant', 'acme']]),
    twice: [
      await app.sendBare('Look', { id: 'a' }, [
        ['traceparent', traceparent],
        ['traceparent', B],
      ]),
      await app.sendBare('PassBoth', SENT, [
        ['traceparent', traceparent],
        ['traceparent', B],
      ]),
    ],
    later: await app.sendLater('later'),
    same: await app.sendSame([
      ['x-tenant', 'acme'],
      ['tracestate', 'old=1'],
    ]),
    raw: await app.sendRaw('raw'),
    seen: await app.seen(),
  };
}

describeOnNest('gRPC', (nest) => {
  const app = useApp(nest, 'grpc', () => ({ protoPath: PROTO, port: ports[0] }), callEach);
  const idOf = (name: string): string => app.span(name).spanContext().spanId;

  test('answers calls of every kind as without us', () => {
    const paid = (receipts: readonly Receipt[] | undefined): unknown => receipts?.map((receipt) => receipt.paid);
    for (const [name, [, , ...parts]] of Object.entries(METHODS))
      expect([name, paid(app.results.answers[name])]).toEqual([name, parts]);
    expect(paid(app.results.declared)).toEqual(['a']);
    expect(app.unfinished).toEqual([]);
  });

  test.each([
    ['unary', 'pay'],
    ['server-streaming', 'watch'],
    ['client-streaming', 'collect'],
    ['bidirectional', 'chat'],
    ['passed through', 'pass'],
    ['passed through in both directions', 'passBoth'],
  ])('links the handler of a call that is %s', (_, name) => {
    const handler = app.named(`Payments.${name}`).find(({ attributes }) => (attributes.order ?? 'a') === 'a');
    expect(handler).toLinkTo(app.span(name), { relation: 'triggered' });
    expect(handler).toHaveLinkCount(1);
  });

  test('shows the metadata to all that handlers call and return, also for each message of a stream', () => {
    for (const name of Object.keys(METHODS)) {
      const links = app.results.answers[name]?.flatMap((receipt) => receipt.links);
      expect([name, new Set(links)]).toEqual([name, new Set([idOf(name)])]);
    }
    const notes = app.named('Books.note').filter(({ links }) => links[0]?.context.spanId === idOf('collect'));
    expect(notes).toHaveLength(SENT.length);
    for (const note of notes) expect(note).toLinkTo(app.span('collect'), { relation: 'origin' });
  });

  test('links a handler in an instance for each call', () => {
    expect(app.span('Audit.scoped')).toLinkTo(app.span('scoped'), { relation: 'audited' });
  });

  test('links guards and interceptors', () => {
    expect(app.span('Watch.canActivate')).toLinkTo(app.span('guarded'), { relation: 'guarded' });
    expect(app.span('Timed.intercept')).toLinkTo(app.span('guarded'), { relation: 'timed' });
  });

  test('links a handler that declares the metadata', () => {
    expect(app.span('Payments.declared')).toLinkTo(app.span('declared'), { relation: 'by index' });
  });

  test('links a handler that fails, and answers with its status', () => {
    expect(app.results.failed).toEqual([
      { code: 5, details: 'no such order' },
      { code: 9, details: 'too late' },
      { code: 3, details: 'not this order' },
    ]);
    for (const name of ['fail', 'failLater', 'break']) {
      const span = app.span(`Payments.${name}`);
      expect(span).toLinkTo(app.span(name), { relation: 'triggered' });
      expect(span.status.code).toBe(SpanStatusCode.ERROR);
      expect(span.attributes['error.type']).toBe('RpcException');
    }
  });

  test('keeps many calls at a time apart', () => {
    for (let at = 0; at < MANY; at++) {
      const [paid, ...others] = app.named('Payments.pay').filter(({ attributes }) => attributes.order === String(at));
      expect(others).toEqual([]);
      expect(paid).toLinkTo(app.span(`many ${at}`), { relation: 'triggered' });
      expect(paid).toHaveLinkCount(1);
    }
  });

  test('gives no link without a traceparent, nor with two', () => {
    expect(app.results.bare).toEqual([{ paid: 'a', links: [] }]);
    expect(app.results.twice).toEqual([
      [{ paid: 'a', links: [] }],
      [
        { paid: 'a', links: [] },
        { paid: 'b', links: [] },
      ],
    ]);
  });

  test('keeps the context that the application put into the metadata', () => {
    expect(app.results.chosen).toEqual([{ paid: 'a', links: [idOf('chosen')] }]);
  });

  test('sends the carrier of the span in which the method was called, if none is active at the subscription', () => {
    expect(app.results.later).toEqual([{ paid: 'later', links: [idOf('later')] }]);
  });

  test('sends the application’s metadata in a copy, with the carrier of each call', () => {
    expect(app.results.same).toEqual({
      answers: [
        [{ paid: 'same first', links: [idOf('same first')] }],
        [{ paid: 'same second', links: [idOf('same second')] }],
      ],
      isUntouched: true,
    });
    expect(app.results.seen).toContain('x-tenant,traceparent');
  });

  test('sends the carrier by the client of grpc-js as well', () => {
    expect(app.results.raw).toEqual({ paid: 'raw', links: [idOf('raw')] });
  });

  test('calls the application’s own interceptors, once for each call', () => {
    const { answers, failed, many, twice } = app.results;
    const calls = Object.keys(answers).length + failed.length + many.length + twice.length;
    expect(app.results.seen).toHaveLength(
      calls + ['declared', 'chosen', 'bare', 'later', 'same', 'same', 'raw'].length,
    );
  });
});

describeOnNest('gRPC with the option clients: false', (nest) => {
  const options = () => ({ protoPath: PROTO, port: ports[1], clients: false });
  const app = useApp(nest, 'grpc', options, async (running: Shop) => ({
    unlinked: await running.send('unlinked', 'Look', { id: 'a' }),
    chosen: await running.send('not chosen', 'Pay', { id: 'a' }, Object.entries(await running.cause('chosen'))),
  }));

  test('sends no carrier, and still shows handlers the one that the application sent', () => {
    expect(app.results.unlinked).toEqual([{ paid: 'a', links: [] }]);
    expect(app.span('Payments.pay')).toLinkTo(app.span('chosen'), { relation: 'triggered' });
  });
});

describeOnNest('gRPC whose clients have providers of interceptors', (nest) => {
  const options = () => ({ protoPath: PROTO, port: ports[2], interceptedBy: 'interceptor_providers' });
  const app = useApp(nest, 'grpc', options, async (running: Shop) => ({
    linked: await running.send('linked', 'Look', { id: 'a' }),
    seen: await running.seen(),
  }));

  test('sends the carrier, which they see', () => {
    expect(app.results).toEqual({
      linked: [{ paid: 'a', links: [app.span('linked').spanContext().spanId] }],
      seen: ['traceparent'],
    });
  });
});
