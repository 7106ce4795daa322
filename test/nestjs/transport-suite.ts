/** The suite that every transport passes: the tests of each transport define it for their server. */
import type { FinishedSpan } from 'spanlink/testing';
import { type App, describeOnNest, type Nest, outcomeOf, type RunningApp, useApp } from './harness';

const MANY = 40;

interface Order {
  readonly id: string;
}

/** A shop that sends requests and emits events, and the handlers of both. */
export interface Microservice extends RunningApp {
  /** Sends a request in a span of its own, and resolves to all values that the handler answers with. */
  send(pattern: string, order: Order): Promise<unknown>;
  /** Sends as many requests at a time. */
  sendAll(pattern: string, orders: readonly Order[]): Promise<unknown>;
  sendWithoutSpan(pattern: string, order: Order): Promise<unknown>;
  /** Emits an event in a span of its own, and resolves to the orders of its two handlers. */
  emit(order: Order): Promise<unknown>;
  /** Emits a batch in one span, and resolves to the handlers' orders. */
  emitBatch(ids: readonly string[]): Promise<unknown>;
  /** Keeps a record with headers of the application's own under that name. */
  keepRecord(name: string, data: Order, headers: object): Promise<void>;
  /** Keeps a record with the same headers as another and more. */
  extendRecord(name: string, from: string, data: Order, headers: object): Promise<void>;
  /** Sends a record in a span, and resolves to the data and links that the handler found. */
  sendRecord(name: string, span: string): Promise<unknown>;
  headersOfRecord(name: string): Promise<string>;
}

/** Sends each handler a request, and many at a time to one of them. */
async function sendEach(app: Microservice) {
  const answers = {
    pay: await app.send('pay', { id: 'pay' }),
    whole: await app.send('whole', { id: 'whole' }),
    declared: await app.send('declared', { id: 'declared' }),
    stream: await app.send('stream', { id: 'stream' }),
    guarded: await app.send('guarded', { id: 'guarded' }),
    fail: await outcomeOf(app.send('fail', { id: 'fail' })),
    placed: await app.emit({ id: 'placed' }),
  };
  await app.sendAll(
    'pay',
    [...Array(MANY).keys()].map((at) => ({ id: `many ${at}` })),
  );
  return { ...answers, bare: await app.sendWithoutSpan('look', { id: 'bare' }) };
}

/**
 * Defines the suite of a transport.
 *
 * @param port Returns the port of the server, once it has started.
 * @param more Acts and tests of this transport alone.
 */
export function describeTransport<More = undefined>(
  title: string,
  transport: string,
  port: () => number,
  more?: { act(app: Microservice): Promise<More>; test(app: App<{ more: More }>, nest: Nest): void },
  options: object = {},
): void {
  describeOnNest(title, (nest) => {
    const app = useApp(
      nest,
      'transport',
      () => ({ transport, port: port(), ...options }),
      async (running: Microservice) => ({ ...(await sendEach(running)), more: (await more?.act(running)) as More }),
    );
    const links = (name: string): number => app.named(name).reduce((sum, span) => sum + span.links.length, 0);
    const ofOrder = (id: string): FinishedSpan => {
      const [span] = app.named('Payments.pay').filter(({ attributes }) => attributes.order === id);
      if (span === undefined) throw new Error(`no order ${id} was paid`);
      return span;
    };

    test('answers and delivers as without us', () => {
      expect(app.results).toMatchObject({
        pay: [{ paid: { id: 'pay' } }],
        whole: [{ whole: { id: 'whole' } }],
        declared: [{ declared: { id: 'declared' } }],
        stream: [{ part: 1 }, { part: 2, order: { id: 'stream' } }],
        guarded: [{ guarded: { id: 'guarded' } }],
        placed: [{ id: 'placed' }, { id: 'placed' }],
        bare: { data: { id: 'bare' }, links: [] },
      });
      expect(app.unfinished).toEqual([]);
    });

    test('links a handler without @Ctx() to the span that sent the request', () => {
      expect(ofOrder('pay')).toLinkTo(app.span('send pay pay'), { relation: 'triggered' });
      expect(ofOrder('pay')).toHaveLinkCount(1);
    });

    test('links a handler with @Ctx() by its index, or by a decorator of the parameter', () => {
      expect(app.span('Payments.whole')).toLinkTo(app.span('send whole whole'), { relation: 'origin' });
      expect(app.span('Payments.declared')).toLinkTo(app.span('send declared declared'), { relation: 'batch_item' });
    });

    test('links a handler that returns an Observable', () => {
      expect(app.span('Payments.stream')).toLinkTo(app.span('send stream stream'), { relation: 'triggered' });
    });

    test('links guards, and a handler with the option links: messageContext', () => {
      expect(app.span('Watch.canActivate')).toLinkTo(app.span('send guarded guarded'), { relation: 'guarded' });
      expect(app.span('Payments.guarded')).toLinkTo(app.span('send guarded guarded'));
    });

    test('links each of two handlers of an event, one of which is request-scoped', () => {
      for (const [name, relation] of [
        ['Payments.placed', 'triggered'],
        ['Audit.placed', 'audited'],
      ] as const) {
        const [placed] = app.named(name);
        expect(placed).toLinkTo(app.span('emit placed'), { relation });
        expect(placed).toHaveLinkCount(1);
      }
    });

    test('links a handler that fails, and sends its error', () => {
      expect(app.results.fail).toMatchObject({ error: { message: 'no money' } });
      expect(app.span('Payments.fail')).toLinkTo(app.span('send fail fail'));
    });

    test('shows the same message to callees of a handler, and links those that ask for it alone', () => {
      const notes = app
        .named('Books.note')
        .filter(({ parentSpanContext }) => parentSpanContext?.spanId === ofOrder('pay').spanContext().spanId);
      expect(notes).toHaveLength(1);
      expect(notes[0]).toLinkTo(app.span('send pay pay'), { relation: 'origin' });
      expect(notes[0]?.attributes).toEqual({ 'links.seen': 1 });
      expect(links('Books.plain')).toBe(0);
    });

    test('keeps many messages at a time apart', () => {
      for (let at = 0; at < MANY; at++) {
        const paid = ofOrder(`many ${at}`);
        expect(paid).toLinkTo(app.span(`send pay many ${at}`), { relation: 'triggered' });
        expect(paid).toHaveLinkCount(1);
      }
    });

    more?.test(app, nest);
  });
}

/** Sends the same record twice, and one with a carrier that the application chose. */
export async function sendRecords(app: Microservice) {
  await app.keepRecord('own', { id: 'own' }, { 'x-tenant': 'acme' });
  const before = await app.headersOfRecord('own');
  const first = await app.sendRecord('own', 'records first');
  const second = await app.sendRecord('own', 'records second');
  await app.extendRecord('chosen', 'own', { id: 'chosen' }, await app.cause('chosen by the application'));
  const chosen = await app.sendRecord('chosen', 'records chosen');
  await app.keepRecord('remains', { id: 'remains' }, { traceparent: '', tracestate: 'old=1' });
  const remains = await app.sendRecord('remains', 'records with remains');
  return { first, second, chosen, remains, isUntouched: before === (await app.headersOfRecord('own')) };
}

/** Defines the tests of a transport whose messages have headers of the application's own. */
export function testRecords(app: App<{ more: Awaited<ReturnType<typeof sendRecords>> }>): void {
  test('keeps the headers of a record, and links each message sent with the same headers to its own span', () => {
    const { first, second, isUntouched } = app.results.more;
    expect(first).toEqual({ data: { id: 'own' }, links: [app.span('records first').spanContext().spanId] });
    expect(second).toEqual({ data: { id: 'own' }, links: [app.span('records second').spanContext().spanId] });
    expect(isUntouched).toBe(true);
  });

  test('replaces what is left of a context that nobody can read', () => {
    const links = [app.span('records with remains').spanContext().spanId];
    expect(app.results.more.remains).toEqual({ data: { id: 'remains' }, links });
  });

  test('leaves a carrier of the application’s own as it is', () => {
    expect(app.results.more.chosen).toEqual({
      data: { id: 'chosen' },
      links: [app.span('chosen by the application').spanContext().spanId],
    });
  });
}

/** The acts and tests of records, for `describeTransport`. */
export const RECORDS = { act: sendRecords, test: testRecords };
