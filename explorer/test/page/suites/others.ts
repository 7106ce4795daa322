/** The other views: services, graph, chain and runs. */
import { waitForText, type ExplorerFixture } from '../explorer-page';

export function othersSuite(explorer: ExplorerFixture): void {
  const { order, shipment, failedImport } = explorer.story;

  describe('Services', () => {
    test('The service graph has calls and links as edges, with counts, errors, and the waits of effects', async () => {
      const { page, browserErrors } = await explorer.openPage('?view=services&last=7d');
      const edges = page.getByRole('region', { name: 'Edges between services' });
      const link = edges.getByRole('row').filter({ hasText: 'message' });
      await link.waitFor();
      expect((await link.getByRole('cell').allTextContents()).slice(0, 5)).toEqual([
        'orders',
        'payments',
        'message',
        '3',
        '▲ 33 %',
      ]);
      expect(await link.getByRole('cell').nth(7).textContent()).toBe('560 ms');
      expect(
        await edges
          .getByRole('row')
          .filter({ hasText: 'call' })
          .filter({ hasText: 'gateway' })
          .getByRole('cell')
          .allTextContents(),
      ).toContain('orders');
      await page.locator('.react-flow__node').filter({ hasText: 'billing' }).waitFor();
      await link.click();
      expect(new URL(page.url()).searchParams.get('edge')).toBe('link|orders|payments|message');
      await page.locator('.react-flow__edge.is-marked').waitFor({ state: 'attached' });
      expect(browserErrors).toEqual([]);
    });

    test('A service has details, which lead to its traces', async () => {
      const { page } = await explorer.openPage('?view=services&last=7d');
      await page.locator('.react-flow__node').filter({ hasText: 'billing' }).click();
      const details = page.getByRole('complementary', { name: 'Service details' });
      await waitForText(details.getByRole('region', { name: 'Caused by' }), 'batch_item');
      await details.getByRole('link', { name: 'Traces in billing' }).click();
      await page.getByRole('heading', { name: 'Traces in billing' }).waitFor();
      await page.locator('.result').first().waitFor();
      expect(await page.locator('.result-name b').allTextContents()).toEqual(['Invoices.batch']);
    });
  });

  describe('Graph of traces', () => {
    test('The graph of traces contains causes, effects and the missing trace, and leads to timelines', async () => {
      const { page } = await explorer.openPage(`?view=graph&trace=${shipment.traceId}&hops=1`);
      const nodes = page.locator('.react-flow__node');
      await nodes.filter({ hasText: 'Shipping.dispatch' }).waitFor();
      expect(await nodes.count()).toBe(3);
      expect(await nodes.filter({ hasText: 'not received' }).count()).toBe(1);
      await nodes.filter({ hasText: 'Invoices.batch' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Invoices.batch', level: 1 }).waitFor();
      expect(new URL(page.url()).searchParams.get('trace')).toBe(explorer.story.batch.traceId);
    });
  });

  describe('Chain', () => {
    test('A chain runs from its first cause to its end, with waits, and never sums across links', async () => {
      const { page } = await explorer.openPage(`?view=chain&trace=${shipment.traceId}&span=${shipment.spanId}`);
      await page.getByRole('heading', { name: 'How “Shipping.dispatch” came about' }).waitFor();
      const steps = await page.locator('.step-span b').allTextContents();
      expect(steps[0]).toBe('POST /orders');
      expect(steps.at(-1)).toBe('Shipping.dispatch');
      expect(await page.locator('.step-way .relation').allTextContents()).toEqual(
        expect.arrayContaining(['message', 'batch_item', 'scheduled_by']),
      );
      const [elapsed] = await page.locator('.sums dd').allTextContents();
      expect(elapsed).toMatch(/^2 d [23] h/);
      expect(await page.locator('.waited').allTextContents()).toContainEqual(expect.stringMatching(/^waited 1 d 17 h/));
    });

    test('A chain can continue to the last effect', async () => {
      const { page } = await explorer.openPage(`?view=chain&trace=${order.traceId}`);
      await page.getByRole('button', { name: 'To the last effect' }).click();
      await page.getByRole('heading', { name: /^How “(Shipping|Notify|POST (mail|carrier))/ }).waitFor();
      expect(new URL(page.url()).searchParams.get('end')).toBe('last');
    });
  });

  describe('Runs', () => {
    test('Runs are listed, and lead to their stages and attempts, and these to their spans', async () => {
      const { page } = await explorer.openPage('?view=runs');
      await page.getByRole('link', { name: 'run-2026-11-20' }).click();
      await page.getByRole('heading', { name: 'transform' }).waitFor();
      expect(await page.locator('.stage h2').allTextContents()).toEqual(['extract', 'transform', 'load']);
      const third = page.locator('.item').filter({ hasText: 'prices-3.csv' });
      await third.getByRole('link').nth(1).waitFor();
      expect(await third.getByRole('link').allTextContents()).toEqual(['▲ 1.53 s', '✓ attempt 2: 1.48 s']);
      await third.getByRole('link', { name: /attempt 1: failed/ }).click();
      await page.getByRole('complementary', { name: 'Span details' }).waitFor();
      expect(new URL(page.url()).searchParams.get('sel')).toBe(`${failedImport.traceId}:${failedImport.spanId}`);
    });
  });
}
