/** What every transport has to do: one suite, which the tests of each transport define for their server. */
import type { FinishedSpan } from '../../lib/render/finished-span.js';
import { type App, describeOnNest, type Nest, useApp } from './harness';

const MANY = 40;

/** The suite; the port of the server is known when it has started. */
export function describeTransport(
  title: string,
  transport: string,
  port: () => number,
  more?: (app: App, nest: Nest) => void,
  options: object = {},
): void {
  describeOnNest(title, (nest) => {
    const app = useApp(nest, 'transport', () => ({ transport, port: port(), ...options }));
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

    test('links a handler with @Ctx() by its place, or by a decorator of the parameter', () => {
      expect(app.span('Payments.whole')).toLinkTo(app.span('send whole whole'), { relation: 'origin' });
      expect(app.span('Payments.declared')).toLinkTo(app.span('send declared declared'), { relation: 'batch_item' });
    });

    test('links a handler that gives an Observable', () => {
      expect(app.span('Payments.stream')).toLinkTo(app.span('send stream stream'), { relation: 'triggered' });
    });

    test('links guards, too, and a handler that says links: messageContext', () => {
      expect(app.span('Watch.canActivate')).toLinkTo(app.span('send guarded guarded'), { relation: 'guarded' });
      expect(app.span('Payments.guarded')).toLinkTo(app.span('send guarded guarded'));
    });

    test('links each of two handlers of an event, one of which is made for the request', () => {
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

    test('gives what a handler calls the same message, and a link to none that did not ask', () => {
      const notes = app
        .named('Books.note')
        .filter(({ parentSpanContext }) => parentSpanContext?.spanId === ofOrder('pay').spanContext().spanId);
      expect(notes).toHaveLength(1);
      expect(notes[0]).toLinkTo(app.span('send pay pay'), { relation: 'origin' });
      expect(notes[0]?.attributes).toEqual({ 'links.seen': 1 });
      expect(links('Books.plain')).toBe(0);
    });

    test('mixes nothing up among many messages at a time', () => {
      for (let at = 0; at < MANY; at++) {
        const paid = ofOrder(`many ${at}`);
        expect(paid).toLinkTo(app.span(`send pay many ${at}`), { relation: 'triggered' });
        expect(paid).toHaveLinkCount(1);
      }
    });

    more?.(app, nest);
  });
}

/** For a transport whose messages have headers of the application's own. */
export function testRecords(app: App): void {
  const found = (name: string): unknown => (app.results.records as Record<string, unknown>)[name];

  test('keeps the headers of a record, and links each message that is sent with the same ones to its own span', () => {
    expect(found('first')).toEqual({ data: { id: 'own' }, links: [app.span('records first').spanContext().spanId] });
    expect(found('second')).toEqual({ data: { id: 'own' }, links: [app.span('records second').spanContext().spanId] });
    expect(found('isUntouched')).toBe(true);
  });

  test('leaves a carrier that the application chose', () => {
    expect(found('chosen')).toEqual({
      data: { id: 'chosen' },
      links: [app.span('chosen by the application').spanContext().spanId],
    });
  });
}
