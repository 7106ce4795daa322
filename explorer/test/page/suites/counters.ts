/** What the page shows of links that were lost, or never made: counters of senders, and consumers without a link. */
import { join } from 'node:path';
import { NARROW, SCREENSHOTS, waitForText, WIDE, type ExplorerFixture } from '../explorer-page';
import { SpanBuilder, toOtlp } from '../fixtures/spans';

const S = 1_000_000;

const counter = (name: string, site: string | undefined, value: number): object => ({
  name,
  sum: {
    aggregationTemporality: 2,
    isMonotonic: true,
    dataPoints: [
      {
        startTimeUnixNano: '1795000000000000000',
        timeUnixNano: '1795000060000000000',
        asInt: String(value),
        attributes: site === undefined ? [] : [{ key: 'spanlink.site', value: { stringValue: site } }],
      },
    ],
  },
});

const METRICS = {
  resourceMetrics: Object.entries({
    orders: [
      counter('spanlink.links.made', 'Orders.ship', 1200),
      counter('spanlink.links.late', 'Orders.ship', 3),
      counter('spanlink.links.dropped', 'Orders.<b>bill</b>', 40),
      counter('spanlink.something.new', 'Orders.ship', 5),
    ],
    payments: [counter('spanlink.links.unreadable', undefined, 7)],
  }).map(([service, metrics]) => ({
    resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
    scopeMetrics: [{ metrics }],
  })),
};

export function countersSuite(explorer: ExplorerFixture): void {
  describe('Counters', () => {
    const builder = new SpanBuilder();
    const consumer = builder.root('orders process', 'orders', Date.now() * 1000 - S, S / 2, { kind: 'consumer' });
    const continued = builder.child(consumer, 'orders settle', 0, S / 4, { kind: 'consumer' });
    const server = builder.root('GET /', 'shop', Date.now() * 1000 - S, S / 2, { kind: 'server' });
    let url = '';
    let http = '';
    let stop: () => Promise<unknown> = () => Promise.resolve();

    beforeAll(async () => {
      ({ url, http, stop } = await explorer.startExplorer());
      await post('/v1/traces', toOtlp(builder.spans));
    });
    afterAll(() => stop());

    const post = async (path: string, request: object): Promise<void> => {
      const headers = { 'content-type': 'application/json' };
      expect((await fetch(`${http}${path}`, { method: 'POST', headers, body: JSON.stringify(request) })).status).toBe(
        200,
      );
    };

    test('Counters are beside the services, by service and site, or say how to get some', async () => {
      const { page, browserErrors } = await explorer.openPage('?view=services', { url });
      await page.getByRole('button', { name: 'Counters' }).click();
      await waitForText(page.locator('.state'), /No counters in this time range.*OTEL_METRICS_EXPORTER=otlp/);
      await post('/v1/metrics', METRICS);
      await page.reload();
      await waitForText(page.getByRole('row').nth(0), /^ServiceSiteMadeUnreadableLateDroppedsomething\.newLast rose$/);
      await waitForText(page.getByRole('row').nth(1), /orders.*Orders\.<b>bill<\/b>40/);
      await waitForText(page.getByRole('row').nth(2), /orders.*Orders\.ship1,20035/);
      await waitForText(page.getByRole('row').nth(3), /payments.*no site told7/);
      await page.getByRole('button', { name: 'Graph' }).click();
      await page.locator('.services-graph').waitFor();
      expect(browserErrors).toEqual([]);
      for (const [name, viewport, colorScheme] of [
        ['counters-1280-light', WIDE, 'light'],
        ['counters-1280-dark', WIDE, 'dark'],
        ['counters-390-dark', NARROW, 'dark'],
      ] as const) {
        const { page: shown } = await explorer.openPage('?view=counters', { url, viewport, colorScheme });
        await shown.locator('tbody tr').nth(2).waitFor();
        await shown.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
        expect(await shown.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      }
    });

    test.each([
      ['A consumer', consumer, /No link was recorded of this CONSUMER span.*“Troubleshooting”/],
      ['A consumer with a parent', continued, /No link was recorded of this CONSUMER span, only its parent/],
      ['Any other span', server, /^Caused by 0This span has no links\.$/],
    ])('%s without a link says that none was recorded', async (_what, { traceId, spanId }, text) => {
      const { page } = await explorer.openPage(`?view=timeline&trace=${traceId}&sel=${traceId}:${spanId}`, { url });
      await waitForText(page.getByRole('region', { name: 'Caused by' }), text);
    });
  });
}
