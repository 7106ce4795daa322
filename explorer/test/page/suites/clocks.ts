/** Clocks that contradict each other: told in every view, and moved by an estimate if the user wants that. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { GraphAnswer } from '../../../api/answers';
import { SCREENSHOTS, waitForText, type ExplorerFixture } from '../explorer-page';
import { linkTo, SpanBuilder, type TestSpan } from '../fixtures/spans';
import { TimelinePage } from '../timeline-page';

const HOUR = 3_600_000_000;

/** Three services, the second of which has a clock that is an hour ahead. */
function contradicting(start: number): readonly [TestSpan, TestSpan, TestSpan] {
  const builder = new SpanBuilder();
  const ids = (span: TestSpan, number: number): TestSpan => ({
    ...span,
    traceId: `c10c${number.toString().padStart(28, '0')}`,
    spanId: `c10c${number.toString().padStart(12, '0')}`,
  });
  const first = ids(builder.root('Skew.order', 'skew-shop', start, 5_000), 1);
  const second = ids(
    builder.root('Skew.work', 'skew-worker', start + HOUR, 3_000, { links: [linkTo(first, 'message')] }),
    2,
  );
  const third = ids(
    builder.root('Skew.mail', 'skew-mail', start + 12_000, 3_000, { links: [linkTo(second, 'message')] }),
    3,
  );
  return [first, second, third];
}

export function clocksSuite(explorer: ExplorerFixture): void {
  const [first, second, third] = contradicting(Date.now() * 1000 - 3 * HOUR);
  const adjust = (page: Page): Promise<void> => page.getByRole('button', { name: 'Adjusted clocks' }).click();
  const shoot = async (page: Page, name: string): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(SCREENSHOTS, `${name}-${colorScheme}.png`), animations: 'disabled' });
    }
  };

  describe('Clocks', () => {
    beforeAll(() => explorer.send([first, second, third]));

    test('A chain tells the clock skew and nothing negative; adjusted, it tells what was moved', async () => {
      const { page, browserErrors } = await explorer.openPage(`?view=chain&trace=${third.traceId}`);
      await page.locator('.step').nth(2).waitFor();
      expect(await page.locator('.skew').allTextContents()).toEqual(['clock skew 59 min 59 s']);
      expect(await page.getByRole('main').textContent()).not.toMatch(/−|NaN/);
      // the strip has the waits of the totals, and the steps in the order of the list
      const waits = await page.locator('.waited').allTextContents();
      expect(await page.locator('.strip-wait').allTextContents()).toEqual(
        waits.map((text) => text.slice('waited '.length)),
      );
      const lefts = await page
        .locator('.strip-step')
        .evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().left));
      expect(lefts).toEqual(lefts.toSorted((a, b) => a - b));
      await waitForText(page.locator('.toolbar .notice'), 'clock skew');
      await shoot(page, 'skew-chain');

      await adjust(page);
      await page.getByText('clocks moved by an estimate').waitFor();
      await waitForText(page.locator('.toolbar .notice'), /: skew-worker 59 min 59 s earlier$/);
      expect(await page.locator('.skew').count()).toBe(0);
      expect((await page.locator('.sums dd').first().textContent())?.trim()).toBe('15 ms');
      expect(new URL(page.url()).searchParams.get('clocks')).toBe('adjusted');
      await shoot(page, 'skew-chain-adjusted');
      await page.getByRole('button', { name: 'Measured clocks' }).click();
      await page.locator('.skew').waitFor();
      expect(browserErrors).toEqual([]);
    });

    test('The choice of clocks stays from tab to tab, and the timeline and the graph tell what was moved', async () => {
      const { page } = await explorer.openPage(`?view=chain&trace=${third.traceId}&clocks=adjusted`);
      for (const tab of ['Graph', 'Timeline']) {
        await page.getByRole('link', { name: tab, exact: true }).click();
        await page.getByText('clocks moved by an estimate: skew-worker').waitFor();
        expect(new URL(page.url()).searchParams.get('clocks')).toBe('adjusted');
        await shoot(page, `skew-${tab.toLowerCase()}-adjusted`);
      }
    });

    test('The arcs and the details of a timeline tell clock skew, until clocks are adjusted', async () => {
      const { page } = await explorer.openPage(`?view=timeline&trace=${second.traceId}`);
      const graph = await explorer.fetchAnswer<GraphAnswer>(`/api/graph?trace=${second.traceId}`);
      const timeline = new TimelinePage(page, graph);
      await timeline.waitForBars();
      await timeline.hoverArcTo(third);
      await page.getByText('clock skew: started 59 min 59 s before its cause').waitFor();
      await shoot(page, 'skew-timeline');
      await timeline.clickBar(third);
      const causes = page.getByRole('region', { name: 'Caused by' });
      await causes.getByText('clock skew 59 min 59 s').waitFor();
      await adjust(page);
      await causes.getByText(/while it was running|before$/).waitFor();
      expect(await page.locator('.skew').count()).toBe(0);
      expect(await page.locator('.details header').textContent()).not.toContain('measured');
    });

    test('A span of a service that was moved also has its measured time', async () => {
      const { page } = await explorer.openPage(
        `?view=timeline&trace=${second.traceId}&sel=${second.traceId}:${second.spanId}&clocks=adjusted`,
      );
      await page.locator('.details header').getByText('; measured').waitFor();
    });

    test('There is nothing to choose where clocks agree', async () => {
      const { page } = await explorer.openPage(`?view=chain&trace=${explorer.story.shipment.traceId}`);
      await page.locator('.step').first().waitFor();
      expect(await page.getByRole('group', { name: 'Clocks' }).count()).toBe(0);
    });

    test('A trace from the future is not from now', async () => {
      const builder = new SpanBuilder();
      const span = builder.root('Skew.future', 'skew-future', Date.now() * 1000 + 2.5 * HOUR, 1_000);
      await explorer.send([{ ...span, traceId: `f0c4${'0'.repeat(27)}1`, spanId: `f0c4${'0'.repeat(11)}1` }]);
      const { page } = await explorer.openPage('?service=skew-future');
      await page.locator('.result').waitFor();
      expect(await page.locator('.result-time').textContent()).toBe('in 2 h');
    });
  });
}
