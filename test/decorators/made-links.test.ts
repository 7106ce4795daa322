/** The links that spans carry are counted by the method that made them, for whoever asks where links come from. */
import { metrics } from '@opentelemetry/api';
import { configure, LinkFrom, Span, SpanGuard, startSpan } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { recordSites } from '../fixtures/reports.js';
import { message, messages } from '../fixtures/spans.js';

const MADE = 'spanlink.links.made';
const DROPPED = 'spanlink.links.dropped';
const UNREADABLE = 'spanlink.links.unreadable';
const recorder = recordSpans();
const counts = recordSites();
beforeEach(() => recorder.reset());
afterEach(() => configure({ linkLimit: undefined, overflow: undefined }));
afterAll(() => {
  recorder.stop();
  metrics.disable();
});

class Orders {
  @LinkFrom(0)
  ship(_orders: unknown): void {}

  @Span()
  pack(cause: unknown): void {
    SpanGuard.current().link(cause as never);
  }

  @Span()
  alone(): void {}
}

describe('spanlink.links.made', () => {
  test('counts the links of each method, from the start of its span and added later', async () => {
    const orders = new Orders();
    orders.ship(messages(3));
    orders.ship(message(0));
    orders.pack(message(1));
    orders.alone();
    startSpan('import', { links: message(2) }).complete();
    expect((await counts())[MADE]).toEqual({ 'Orders.ship': 4, 'Orders.pack': 1, import: 1 });
  });

  test('counts links that the span carries, once each, and those on child spans past the limit', async () => {
    configure({ linkLimit: 2 });
    new Orders().ship([...messages(5), message(0), 'no context']);
    expect((await counts())[MADE]).toEqual({ 'Orders.ship': 5 });
  });

  test('leaves out links that are dropped, which have a counter of their own, by method as well', async () => {
    configure({ linkLimit: 2, overflow: 'first' });
    new Orders().ship(messages(5));
    expect(await counts()).toMatchObject({ [MADE]: { 'Orders.ship': 2 }, [DROPPED]: { 'Orders.ship': 3 } });
  });

  test('names the method of a source without a context', async () => {
    new Orders().ship(['nothing', message(0)]);
    expect(await counts()).toMatchObject({ [MADE]: { 'Orders.ship': 1 }, [UNREADABLE]: { 'Orders.ship': 1 } });
  });

  test('tells 1,000 sites apart at most, and counts all others together', async () => {
    for (let index = 0; index < 1_200; index += 1) startSpan(`job ${index}`, { links: message(0) }).complete();
    const made = (await counts())[MADE] ?? {};
    expect(Object.keys(made).length).toBeLessThanOrEqual(1_001);
    expect(made['']).toBeGreaterThanOrEqual(200);
  });

  test('counts what was made before the meter provider was registered', async () => {
    metrics.disable();
    new Orders().ship(message(0));
    const late = recordSites();
    new Orders().ship(message(0));
    expect((await late())[MADE]?.['Orders.ship']).toBeGreaterThanOrEqual(2);
  });
});
