/** The other views: services, graph, chain, runs. */
import type { ExplorerFixture } from '../explorer-page';

export function others(bench: ExplorerFixture): void {
  const { order, shipment, failedImport } = bench.story;

  describe('the service graph', () => {
    test('has calls and links as edges, with counts, errors, and how long effects waited', async () => {
      const { openPage: page, browserErrors: complaints } = await bench.page('?view=services&last=7d');
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
      expect(complaints).toEqual([]);
    });

    test('leads from a service to its traces', async () => {
      const { openPage: page } = await bench.page('?view=services&last=7d');
      await page.locator('.react-flow__node').filter({ hasText: 'billing' }).click();
      await page.getByRole('heading', { name: 'Traces in billing' }).waitFor();
      await page.locator('.result').first().waitFor();
      expect(await page.locator('.result-name b').allTextContents()).toEqual(['Invoices.batch']);
    });
  });

  describe('the graph of traces', () => {
    test('draws who caused whom, with the missing one, and leads to the timelines', async () => {
      const { openPage: page } = await bench.page(`?view=graph&trace=${shipment.traceId}&hops=1`);
      const nodes = page.locator('.react-flow__node');
      await nodes.filter({ hasText: 'Shipping.dispatch' }).waitFor();
      expect(await nodes.count()).toBe(3);
      expect(await nodes.filter({ hasText: 'not received' }).count()).toBe(1);
      await nodes.filter({ hasText: 'Invoices.batch' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Invoices.batch', level: 1 }).waitFor();
      expect(new URL(page.url()).searchParams.get('trace')).toBe(bench.story.batch.traceId);
    });
  });

  describe('the chain', () => {
    test('goes from the first cause to the end, with the waiting between, and never sums across links', async () => {
      const { openPage: page } = await bench.page(`?view=chain&trace=${shipment.traceId}&span=${shipment.spanId}`);
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

    test('goes on to the last effect when asked', async () => {
      const { openPage: page } = await bench.page(`?view=chain&trace=${order.traceId}`);
      await page.getByRole('button', { name: 'To the last effect' }).click();
      await page.getByRole('heading', { name: /^How “(Shipping|Notify|POST (mail|carrier))/ }).waitFor();
      expect(new URL(page.url()).searchParams.get('end')).toBe('last');
    });
  });

  describe('runs', () => {
    test('are listed, and lead to their stages and attempts, and these to their spans', async () => {
      const { openPage: page } = await bench.page('?view=runs');
      await page.getByRole('link', { name: 'run-2026-11-20' }).click();
      await page.getByRole('heading', { name: 'transform' }).waitFor();
      expect(await page.locator('.stage h2').allTextContents()).toEqual(['extract', 'transform', 'load']);
      const third = page.locator('.item').filter({ hasText: 'prices-3.csv' });
      await third.getByRole('link').nth(1).waitFor();
      expect(await third.getByRole('link').allTextContents()).toEqual(['▲ 1.53 s', '✓ attempt 2: 1.48 s']);
      await third.getByRole('link', { name: /attempt 1: failed/ }).click();
      await page.getByRole('complementary', { name: 'Details of the span' }).waitFor();
      expect(new URL(page.url()).searchParams.get('sel')).toBe(`${failedImport.traceId}:${failedImport.spanId}`);
    });
  });
}
