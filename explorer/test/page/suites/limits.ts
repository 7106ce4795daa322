/** More traces, spans and links than a view shows: all of them are within reach, and notices say what is not there. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { GraphAnswer } from '../../../api/answers';
import type { Started } from '../../cli/command';
import { SCREENSHOTS, waitForText, type ExplorerFixture } from '../explorer-page';
import { linkTo, SpanBuilder, toOtlp, type TestSpan } from '../fixtures/spans';
import { TimelinePage } from '../timeline-page';

const SPANS = 50_000;
const LINKS = 10_000;

/** A trace of spans one after the other, and one whose root is caused by 10,000 spans of the first. */
function buildLarge(): { spans: readonly TestSpan[]; large: TestSpan; late: TestSpan; linked: TestSpan } {
  const builder = new SpanBuilder();
  const start = Date.now() * 1000 - 3.6e9;
  const large = builder.root('Import.all', 'importer', start, SPANS * 1_000);
  const rows = Array.from({ length: SPANS - 1 }, (_, index) =>
    builder.child(large, `row ${index + 2}`, (index + 1) * 1_000, 3_500, { service: `importer-${index % 3}` }),
  );
  const late = rows[44_998];
  if (late === undefined) throw new Error('It has that many spans.');
  const links = rows.slice(0, LINKS).map((row) => linkTo(row, 'batch_item'));
  const linked = builder.root('Report.all', 'reports', start + SPANS * 1_000, 900_000, { links });
  // a line of traces, each caused by the one before
  let before = linked;
  for (let hop = 1; hop <= 6; hop += 1)
    before = builder.root(`Mail ${hop}`, 'mail', before.start + 2e6, 1e6, { links: [linkTo(before, 'next')] });
  return { spans: builder.spans, large, late, linked };
}

export function limitsSuite(explorer: ExplorerFixture): void {
  describe('Limits', () => {
    const { spans, large, late, linked } = buildLarge();
    let started: Started;
    beforeAll(async () => {
      started = await explorer.startExplorer();
      for (let from = 0; from < spans.length; from += 10_000) {
        const response = await fetch(`${started.http}/v1/traces`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(toOtlp(spans.slice(from, from + 10_000))),
        });
        if (!response.ok) throw new Error(await response.text());
      }
    }, 120_000);
    afterAll(() => started.stop());

    const open = async (query: string): Promise<Page> => {
      const { page } = await explorer.openPage(query, { url: started.url });
      page.setDefaultTimeout(50_000);
      return page;
    };
    const notice = (page: Page): ReturnType<Page['locator']> => page.locator('.toolbar .notice');
    const selection = (page: Page): ReturnType<Page['locator']> => page.getByRole('treeitem', { selected: true });
    /** Resolves once the address has the viewport of a bar, which is on the screen. */
    const waitUntilRevealed = async (page: Page, graph: GraphAnswer, span: TestSpan): Promise<void> => {
      const { layout } = new TimelinePage(page, graph);
      const bar = layout.bars.get(`${span.traceId}:${span.spanId}`);
      if (bar === undefined) throw new Error('The span is in the graph.');
      const height = (await page.locator('canvas.canvas').boundingBox())?.height ?? 0;
      await page.waitForURL((url) => {
        const [from, to, top] = (url.searchParams.get('at') ?? '0,1,0').split(',').map(Number) as [
          number,
          number,
          number,
        ];
        return from <= bar.from && bar.to <= to && top <= bar.top && bar.top <= top + height;
      });
    };
    const graphOf = async (query: string): Promise<GraphAnswer> =>
      (await (await fetch(new URL(`/api/graph?${query}`, started.url))).json()) as GraphAnswer;

    test('A trace of 50,000 spans is drawn to its end, and a link to its 45,000th shows its bar', async () => {
      const sel = `${late.traceId}:${late.spanId}`;
      const page = await open(`?view=timeline&trace=${large.traceId}&hops=0&sel=${sel}`);
      await page.locator(`canvas[data-bars="${SPANS}"]`).waitFor();
      await selection(page).waitFor();
      expect(await selection(page).getAttribute('aria-label')).toMatch(/^row 45000,/);
      await waitUntilRevealed(page, await graphOf(`trace=${large.traceId}&hops=0&spans=50000`), late);
      await page.screenshot({ path: join(SCREENSHOTS, 'limits-late.png') });
      await page.getByRole('tree').press('End');
      await page.getByRole('treeitem', { name: /^row 50000,/ }).waitFor();
    });

    test('A span beyond the limit is shown if the address names it, and buttons show the others', async () => {
      const sel = `${late.traceId}:${late.spanId}`;
      const page = await open(`?view=timeline&trace=${large.traceId}&hops=0&spans=100&sel=${sel}`);
      await selection(page).waitFor();
      expect(await selection(page).getAttribute('aria-label')).toMatch(/^row 45000,/);
      await page.locator('canvas[data-bars="100"]').waitFor();
      await waitForText(notice(page), 'cut at 100 spans');
      await page.screenshot({ path: join(SCREENSHOTS, 'limits-notice.png') });
      await page.getByRole('button', { name: 'Show up to 5,000 spans' }).click();
      await page.locator('canvas[data-bars="5000"]').waitFor();
      await page.getByRole('button', { name: 'Show up to 20,000 spans' }).click();
      await page.getByRole('button', { name: 'Show up to 50,000 spans' }).click();
      await page.locator(`canvas[data-bars="${SPANS}"]`).waitFor();
    });

    test('A span with 10,000 links says so, and lists them on request', async () => {
      const page = await open(`?view=timeline&trace=${linked.traceId}&hops=0&sel=${linked.traceId}:${linked.spanId}`);
      const causes = page.getByRole('region', { name: 'Caused by' });
      await causes.waitFor();
      expect(await causes.getByRole('heading').textContent()).toBe('Caused by 10,000');
      await waitForText(causes, '9,900 more links not listed.');
      await page.screenshot({ path: join(SCREENSHOTS, 'limits-links.png') });
      await causes.getByRole('button', { name: 'List up to 1,000' }).click();
      await page.getByText('9,000 more links not listed.').waitFor();
      await causes.getByRole('button', { name: 'List up to 10,000' }).click();
      await page.getByText('more links not listed.').waitFor({ state: 'detached' });
      // of so many, the page holds those near the screen
      const items = causes.getByRole('listitem');
      expect(await items.count()).toBeLessThan(500);
      const last = causes.locator('li[aria-posinset="10000"][aria-setsize="10000"]');
      for (;;) {
        await causes.evaluate((list) => list.parentElement?.scrollTo(0, list.parentElement.scrollHeight));
        if (await last.isVisible()) break;
      }
      expect(await items.count()).toBeLessThan(500);
      await waitForText(last, /row \d+/);
      await page.screenshot({ path: join(SCREENSHOTS, 'limits-links-end.png') });
    });

    test('A notice names the hops that cut a view, and its button follows the links further', async () => {
      for (const view of ['timeline', 'graph']) {
        const page = await open(`?view=${view}&trace=${linked.traceId}&hops=1&direction=effects`);
        await notice(page).waitFor();
        await waitForText(notice(page), 'cut at 1 hop');
        await page.getByRole('button', { name: 'Show up to 2 hops' }).click();
        await page.getByText('cut at 2 hops').waitFor();
        await page.getByRole('button', { name: 'Show up to 3 hops' }).click();
        await page.getByRole('button', { name: 'Show up to 5 hops' }).click();
        await page.getByRole('button', { name: 'Show up to 10 hops' }).click();
        await page
          .locator(view === 'graph' ? '.react-flow__node' : '[role=treeitem][aria-level="1"]')
          .nth(6)
          .waitFor();
        expect(await notice(page).count()).toBe(0);
      }
    });

    test('A notice names the traces that cut a view, and its button shows more of them', async () => {
      const page = await open(`?view=timeline&trace=${linked.traceId}&hops=10&direction=effects&traces=3`);
      await notice(page).waitFor();
      await waitForText(notice(page), 'cut at 3 traces');
      await page.getByRole('button', { name: 'Show up to 50 traces' }).click();
      await notice(page).waitFor({ state: 'detached' });
    });
  });
}
