/** The causal timeline: its content, its navigation and its export. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { GraphAnswer } from '../../../api/answers';
import type { TimelineModel } from '../../../page/data/timeline-model';
import { waitForText, type ExplorerFixture } from '../explorer-page';
import { TimelinePage } from '../timeline-page';

export function timelineSuite(explorer: ExplorerFixture): void {
  const { order, failedCharge, retry, batch, shipment } = explorer.story;
  const openTimeline = async (
    query: string,
    hops: number,
    options: Parameters<ExplorerFixture['openPage']>[1] = {},
  ): Promise<{ page: Page; timeline: TimelinePage }> => {
    const trace = new URLSearchParams(query).get('trace') ?? '';
    const graph = await explorer.fetchAnswer<GraphAnswer>(
      `/api/graph?trace=${trace}&hops=${hops}&traces=200&spans=20000`,
    );
    const { page } = await explorer.openPage(`?view=timeline&${query}&hops=${hops}`, options);
    const timeline = new TimelinePage(page, graph);
    await timeline.waitForBars();
    return { page, timeline };
  };
  const details = (page: Page): ReturnType<Page['locator']> =>
    page.getByRole('complementary', { name: 'Span details' });
  const title = (page: Page): Promise<string | null> => details(page).getByRole('heading', { level: 2 }).textContent();
  const widthOf = (at: string | null): number => {
    const [from = 0, to = 1] = (at ?? '0,1').split(',').map(Number);
    return to - from;
  };
  const param = (page: Page, name: string): string | null => new URL(page.url()).searchParams.get(name);

  describe('Timeline', () => {
    test('A timeline has a lane for each trace around its own, and marks the one that was not received', async () => {
      const { page } = await openTimeline(`trace=${shipment.traceId}`, 1);
      const lanes = page.locator('[role=treeitem][aria-level="1"]');
      expect(await lanes.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')?.split(',')[0]))).toEqual(
        [
          'Trace Invoices.batch',
          expect.stringMatching(/^Trace [0-9a-f]{8} was not received$/),
          'Trace Shipping.dispatch',
        ],
      );
      await lanes.nth(1).click();
      await waitForText(page.getByRole('complementary', { name: 'Trace details' }), /dropped by sampling/);
    });

    test('A click on a bar shows the causes and the effects of its span', async () => {
      const { page, timeline } = await openTimeline(`trace=${failedCharge.traceId}`, 1);
      await timeline.clickBar(failedCharge);
      expect(await title(page)).toBe('orders.created process');
      await waitForText(
        details(page).getByRole('region', { name: 'Caused by' }),
        /message.*560 ms before.*orders\.created publish/,
      );
      await waitForText(
        details(page).getByRole('region', { name: 'Led to' }),
        /retry_of.*32\.8 s later.*Payments\.retry/,
      );
      await details(page).getByText('link attributes').first().click();
      await waitForText(details(page).getByRole('region', { name: 'Caused by' }), 'messaging.message.id');
      await waitForText(details(page), 'error: the card gateway did not answer');
    });

    test('A link leads into a trace that was not in the timeline, and the back button returns from it', async () => {
      const { page, timeline } = await openTimeline(
        `trace=${failedCharge.traceId}&sel=${failedCharge.traceId}:${failedCharge.spanId}`,
        0,
      );
      await details(page)
        .getByRole('button', { name: /Payments\.retry/ })
        .click();
      await details(page).getByRole('heading', { name: 'Payments.retry' }).waitFor();
      await timeline.waitForBars(timeline.layout.bars.size + 4);
      expect(param(page, 'open')).toBe(retry.traceId);
      expect(await page.getByRole('treeitem', { selected: true }).getAttribute('aria-label')).toMatch(
        /^Payments\.retry.*caused by 1 link: retry_of/,
      );
      await page.goBack();
      await details(page).getByRole('heading', { name: 'orders.created process' }).waitFor();
      await timeline.waitForBars();
    });

    test('The header of a lane adds the traces that are linked with it', async () => {
      const { page, timeline } = await openTimeline(`trace=${order.traceId}`, 1);
      const lane = timeline.layout.lanes.at(-1);
      expect(lane?.lane?.hasMore).toBe(true);
      await timeline.clickLaneHeader(lane?.traceId ?? '', 940);
      await page.getByRole('treeitem', { name: /^Trace Invoices\.batch/ }).waitFor();
      expect(param(page, 'open')).toBe(batch.traceId);
    });

    test('A trace is collapsed to its root by its header, expanded by a key, and keeps its links', async () => {
      const { page, timeline } = await openTimeline(`trace=${batch.traceId}`, 0);
      await timeline.clickLaneHeader(batch.traceId);
      await timeline.waitForBars(1);
      expect(await page.getByRole('treeitem', { name: /^Trace Invoices\.batch/ }).getAttribute('aria-expanded')).toBe(
        'false',
      );
      await page.locator('main').press('x');
      await timeline.waitForBars();
    });

    test('The wheel zooms, dragging and keys move, and the address shares the result', async () => {
      const { page, timeline } = await openTimeline(`trace=${batch.traceId}`, 2);
      await timeline.canvas.hover({ position: { x: 300, y: 200 } });
      await page.keyboard.down('Control');
      await page.mouse.wheel(0, -400);
      await page.keyboard.up('Control');
      await page.waitForURL((url) => widthOf(url.searchParams.get('at')) < 0.5);
      const zoomed = param(page, 'at');
      const from = Number(zoomed?.split(',')[0]);
      const box = await timeline.canvas.boundingBox();
      await page.mouse.move((box?.x ?? 0) + 500, (box?.y ?? 0) + 300);
      await page.mouse.down();
      await page.mouse.move((box?.x ?? 0) + 400, (box?.y ?? 0) + 300, { steps: 4 });
      await page.mouse.up();
      await page.waitForURL((url) => url.searchParams.get('at') !== zoomed);
      const dragged = param(page, 'at');
      expect(widthOf(dragged)).toBeCloseTo(widthOf(zoomed));
      expect(Number(dragged?.split(',')[0])).toBeGreaterThan(from);
      const other = await explorer.openPage(new URL(page.url()).search);
      await other.page.locator('canvas[data-bars]').waitFor();
      expect(param(other.page, 'at')).toBe(dragged);
      await timeline.canvas.press('0');
      await page.waitForURL((url) => widthOf(url.searchParams.get('at')) === 1);
    });

    test('The keyboard alone is enough for rows, details, links, and the way back', async () => {
      const { page } = await openTimeline(`trace=${failedCharge.traceId}`, 1);
      const tree = page.getByRole('tree');
      await tree.focus();
      await tree.press('Home');
      // down to the failed charge, past the trace of its order
      for (;;) {
        const active = await tree.getAttribute('aria-activedescendant');
        if (
          (await page.locator(`#${active ?? ''}`).getAttribute('aria-label'))?.startsWith('orders.created process') ===
          true
        )
          break;
        await tree.press('ArrowDown');
      }
      await tree.press('Enter');
      await details(page).getByRole('heading', { name: 'orders.created process' }).waitFor();
      await page.waitForFunction(() => document.activeElement?.textContent === 'orders.created process');
      await page.keyboard.press(']');
      await details(page).getByRole('heading', { name: 'Payments.retry' }).waitFor();
      await page.keyboard.press('[');
      await details(page).getByRole('heading', { name: 'orders.created process' }).waitFor();
      await page.keyboard.press('Escape');
      await details(page).waitFor({ state: 'detached' });
      expect(param(page, 'sel')).toBeNull();
    });

    test('The tooltip of an arc describes its link', async () => {
      const { page, timeline } = await openTimeline(`trace=${failedCharge.traceId}`, 1);
      await timeline.hoverArcTo(retry);
      await waitForText(page.locator('.tooltip'), /retry_of.*orders\.created process → Payments\.retry.*32\.8 s/);
    });

    test('A span that arrives for a trace in the timeline is shown', async () => {
      let listening: Promise<unknown> = Promise.resolve();
      const { page } = await openTimeline(`trace=${shipment.traceId}`, 0, {
        beforeLoad: (fresh) => {
          listening = fresh.waitForResponse((response) => response.url().endsWith('/api/live'));
          return Promise.resolve();
        },
      });
      await listening;
      await explorer.send([
        {
          ...shipment,
          links: [],
          spanId: 'feed000000000002',
          parentSpanId: shipment.spanId,
          name: 'Shipping.handed-over',
          start: shipment.start + 1_500_000,
          duration: 90_000,
        },
      ]);
      await page.getByRole('treeitem', { name: /^Shipping\.handed-over/ }).waitFor();
      expect(await page.getByRole('treeitem').count()).toBe(8);
    });

    test('A timeline is exported as PNG and as JSON, and its trace opens in another backend', async () => {
      const { page, timeline } = await openTimeline(`trace=${batch.traceId}`, 1);
      const save = async (name: string): Promise<Buffer> => {
        await page.getByText('Export', { exact: true }).click();
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('button', { name }).click(),
        ]);
        await page.getByText('Export', { exact: true }).click();
        return readFileSync(await download.path());
      };
      const png = await save('Image (PNG)');
      expect(png.subarray(1, 4).toString()).toBe('PNG');
      // at twice the resolution of the screen, with all lanes
      expect(png.readUInt32BE(20)).toBeGreaterThan(timeline.layout.height * 2);
      const data = JSON.parse((await save('Data (JSON)')).toString()) as TimelineModel;
      expect(data.lanes.map(({ name }) => name)).toContain('Invoices.batch');
      await page.getByText('Export', { exact: true }).click();
      expect(await page.getByRole('link', { name: 'Open in Jaeger' }).getAttribute('href')).toBe(
        `http://jaeger.test/trace/${batch.traceId}`,
      );
    });
  });
}
