/** A system of 200 services with 2,000 edges between them: readable, within reach of the keyboard, and steady. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Started } from '../../cli/command';
import { NARROW, SCREENSHOTS, WIDE, type ExplorerFixture } from '../explorer-page';
import { linkTo, makeSpanId, makeTraceId, SpanBuilder, toOtlp, type TestSpan } from '../fixtures/spans';

const SERVICES = 200;
const EDGES = 2_000;
const name = (index: number): string => `service-${String(index % SERVICES).padStart(3, '0')}`;
const RELATIONS = ['message', 'batch_item', 'retry_of'];

/** A cause in each service, and an effect for each edge; the first edges are the strongest. */
function buildLarge(start: number): TestSpan[] {
  const builder = new SpanBuilder();
  const causes = Array.from({ length: SERVICES }, (_, index) => builder.root('cause', name(index), start, 1_000));
  for (let edge = 0; edge < EDGES; edge += 1) {
    const cause = causes[edge % SERVICES];
    if (cause === undefined) continue;
    // ten others each, never twice the same
    const to = name((edge % SERVICES) + 1 + Math.floor(edge / SERVICES) * 7);
    const links = [linkTo(cause, RELATIONS[edge % 3] ?? '')];
    for (let time = 0; time < (edge < 100 ? 3 : 1); time += 1)
      builder.root('effect', to, start + 2_000, 1_000, { links });
  }
  return builder.spans;
}

async function send({ http }: Started, spans: readonly TestSpan[]): Promise<void> {
  const response = await fetch(`${http}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(toOtlp(spans)),
  });
  if (!response.ok) throw new Error(await response.text());
}

export function largeServicesSuite(explorer: ExplorerFixture): void {
  describe('Many services', () => {
    const start = Date.now() * 1000 - 60_000_000;
    const spans = buildLarge(start);
    let started: Started;
    beforeAll(async () => {
      started = await explorer.startExplorer();
      await send(started, spans);
    }, 120_000);
    afterAll(() => started.stop());

    const open = async (
      query = '',
      options: Parameters<ExplorerFixture['openPage']>[1] = {},
    ): Promise<{ page: Page; browserErrors: readonly string[] }> => {
      const opened = await explorer.openPage(`?view=services${query}`, { url: started.url, ...options });
      await opened.page.locator('.react-flow__node').first().waitFor();
      return opened;
    };
    /** Resolves once the canvas has drawn a number of edges. */
    const drawn = (page: Page, count: number): Promise<void> =>
      page.locator(`canvas[data-edges="${count}"]`).waitFor({ state: 'attached' });
    const kinds = (page: Page): ReturnType<Page['locator']> =>
      page
        .locator('label')
        .filter({ hasText: /^Edges/ })
        .locator('select');
    const node = (page: Page, service: string): ReturnType<Page['locator']> =>
      page.locator(`.react-flow__node[data-id="service:${service}"]`);
    const places = (page: Page): Promise<Record<string, string>> =>
      page
        .locator('.react-flow__node')
        .evaluateAll((all) =>
          Object.fromEntries(
            all.map((one) => [one.getAttribute('data-id') ?? '', (one as HTMLElement).style.transform]),
          ),
        );
    const focused = (page: Page): Promise<string | null> =>
      page.evaluate(() => document.activeElement?.getAttribute('data-id') ?? null);

    test('The strongest edges are drawn, a notice tells of the others, and its button draws more', async () => {
      const workers: string[] = [];
      const { page, browserErrors } = await open('', {
        beforeLoad: (fresh) => Promise.resolve(fresh.on('worker', (worker) => workers.push(worker.url()))),
      });
      await page.getByText('the strongest 200 of 2,000 edges are drawn').waitFor();
      await drawn(page, 200);
      expect(await page.locator('.react-flow__node').count()).toBe(SERVICES);
      // the layout is a worker's, which the policy of the page allows
      expect(workers.map((url) => new URL(url).origin)).toEqual([new URL(started.url).origin]);
      const before = await places(page);
      for (const [colorScheme, viewport] of [
        ['light', WIDE],
        ['dark', WIDE],
      ] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize(viewport);
        await page.screenshot({ path: join(SCREENSHOTS, `large-services-${viewport.width}-${colorScheme}.png`) });
      }
      await page.getByRole('button', { name: 'Draw up to 500' }).click();
      await drawn(page, 500);
      expect(await places(page)).toEqual(before);
      expect(new URL(page.url()).searchParams.get('strongest')).toBe('500');
      await page.getByLabel('Draw').selectOption({ label: '2,000 strongest' });
      await drawn(page, 2_000);
      expect(await page.locator('.toolbar .notice').count()).toBe(0);
      expect(browserErrors).toEqual([]);
    });

    test('A click on a line of the canvas selects its edge', async () => {
      const { page } = await open();
      await drawn(page, 200);
      const box = await node(page, 'service-000').boundingBox();
      // all edges to effects begin there
      await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) + 3, (box?.y ?? 0) + (box?.height ?? 0) / 2);
      await page.locator('.react-flow__edge.is-marked').waitFor({ state: 'attached' });
      expect(new URL(page.url()).searchParams.get('edge')).toMatch(/^link\|service-\d{3}\|service-\d{3}\|/);
      await page.locator('tr.is-selected').waitFor();
    });

    test('On a narrow screen the graph, its filters and its details fit as well', async () => {
      const { page } = await open('', { viewport: NARROW });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: join(SCREENSHOTS, `large-services-390-${colorScheme}.png`) });
      }
      const before = (await places(page))['service:service-007'];
      await page.getByLabel('Service', { exact: true }).fill('service-007');
      await page.locator('.react-flow__node').nth(21).waitFor({ state: 'detached' });
      // a graph that is arranged anew moves away from under a click
      await page.waitForFunction(
        (place) => document.querySelector<HTMLElement>('[data-id="service:service-007"]')?.style.transform !== place,
        before,
      );
      await node(page, 'service-007').click();
      await page.getByRole('complementary', { name: 'Service details' }).waitFor();
      await page.screenshot({ path: join(SCREENSHOTS, 'large-services-details-390.png') });
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      ).toBe(0);
    });

    test('The graph is filtered by service and by relation, and the address has both', async () => {
      const { page } = await open();
      await page.getByLabel('Service', { exact: true }).fill('service-007');
      await page.getByRole('heading', { name: 'Services around “service-007”' }).waitFor();
      // ten causes and ten effects
      await page.locator('.react-flow__node').nth(21).waitFor({ state: 'detached' });
      expect(await page.locator('.react-flow__node').count()).toBe(21);
      // thrice as many make a wider line; a graph that is arranged anew has none for a moment
      await page.waitForFunction(() => {
        const lines = [...document.querySelectorAll<SVGElement>('.react-flow__edge .react-flow__edge-path')];
        return lines.length === 20 && new Set(lines.map(({ style }) => style.strokeWidth)).size === 2;
      });
      await kinds(page).selectOption({ label: 'links: retry_of' });
      await page.locator('.react-flow__edge').nth(9).waitFor({ state: 'detached' });
      const rows = page.getByRole('region', { name: 'Edges between services' }).getByRole('row');
      expect(new Set(await rows.locator('td:nth-child(3)').allTextContents())).toEqual(new Set(['retry_of']));
      const query = new URL(page.url()).searchParams;
      expect([query.get('service'), query.get('edges')]).toEqual(['service-007', 'relation:retry_of']);
      const shared = await explorer.openPage(`?${query}`, { url: started.url });
      await shared.page.getByRole('heading', { name: 'Services around “service-007”' }).waitFor();
      expect(await kinds(shared.page).inputValue()).toBe('relation:retry_of');
      await page.getByLabel('Service', { exact: true }).fill('nobody');
      await page.getByRole('heading', { name: 'No service of this name' }).waitFor();
    });

    test('The keyboard leads from service to service, sets neighbours apart, and opens details', async () => {
      const { page } = await open('&service=service-007');
      await page.locator('.react-flow__node[tabindex="0"]').focus();
      expect(await page.locator('.react-flow__node[tabindex="0"]').count()).toBe(1);
      const seen = new Set<string | null>([await focused(page)]);
      await page.keyboard.press('Home');
      for (let step = 0; step < 21; step += 1) {
        seen.add(await focused(page));
        await page.keyboard.press('PageDown');
      }
      expect(seen.size).toBe(21);
      await page.keyboard.press('Home');
      const first = await focused(page);
      await page.keyboard.press('ArrowRight');
      expect(await focused(page)).not.toBe(first);
      await page.keyboard.press('ArrowLeft');
      await node(page, 'service-007').focus();
      await page.locator('.react-flow__edge.is-near').nth(19).waitFor({ state: 'attached' });
      expect(await page.locator('.react-flow__node.is-near').count()).toBe(21);
      await page.keyboard.press('Enter');
      const details = page.getByRole('complementary', { name: 'Service details' });
      await details.getByRole('heading', { name: 'service-007' }).waitFor();
      await page.waitForFunction(() => document.activeElement?.textContent === 'service-007');
      expect(await details.getByRole('region', { name: 'Caused by' }).getByRole('heading').textContent()).toBe(
        'Caused by 10',
      );
      await page.screenshot({ path: join(SCREENSHOTS, 'large-services-details-1280.png') });
      await details.getByRole('region', { name: 'Led to' }).getByRole('button').first().click();
      await page.locator('.react-flow__edge.is-marked').waitFor({ state: 'attached' });
      await page.keyboard.press('Escape');
      await details.waitFor({ state: 'detached' });
      expect(await focused(page)).toBe('service:service-007');
      await page.goBack();
      await details.waitFor();
    });

    test('No service moves when counts change, or others come, and the focus stays', async () => {
      const { page } = await open();
      await page.locator('.live.is-live').waitFor();
      await node(page, 'service-042').focus();
      const before = await places(page);
      const viewport = await page.locator('.react-flow__viewport').getAttribute('style');
      const cause = spans[42];
      if (cause === undefined) throw new Error('There is one of each service.');
      const more = (index: number, service: string): TestSpan => ({
        ...new SpanBuilder().root('effect', service, start + 5_000, 1_000, { links: [linkTo(cause, 'message')] }),
        traceId: makeTraceId(90_000 + index),
        spanId: makeSpanId(90_000 + index),
      });
      // the weakest edge becomes the strongest
      await send(
        started,
        Array.from({ length: 50 }, (_, index) => more(index, 'service-100')),
      );
      await node(page, 'service-100')
        .getByText(/6\d spans/)
        .waitFor({ state: 'attached' });
      expect(await places(page)).toEqual(before);
      await send(started, [more(100, 'newcomer')]);
      await node(page, 'newcomer').waitFor({ state: 'attached' });
      const { 'service:newcomer': place, ...others } = await places(page);
      expect(others).toEqual(before);
      expect(Object.values(before)).not.toContain(place);
      expect(await page.locator('.react-flow__viewport').getAttribute('style')).toBe(viewport);
      expect(await focused(page)).toBe('service:service-042');
      await page.getByRole('button', { name: 'Arrange anew' }).click();
      await page.waitForFunction(
        ([id, old]) =>
          document.querySelector<HTMLElement>(`.react-flow__node[data-id="${id}"]`)?.style.transform !== old,
        ['service:newcomer', place] as const,
      );
    });

    test('Where a worker cannot be loaded, the page arranges the graph itself', async () => {
      const { page } = await open('&service=service-007', {
        beforeLoad: (fresh) => fresh.route('**/layout-worker*', (route) => route.abort()),
      });
      expect(await page.locator('.react-flow__node').count()).toBe(21);
      expect(new Set(Object.values(await places(page))).size).toBe(21);
    });

    test('The table lists all edges on request, the strongest first', async () => {
      const { page } = await open();
      const table = page.getByRole('region', { name: 'Edges between services' });
      await table.getByRole('button', { name: 'List all' }).click();
      await table.locator('tbody tr').nth(1_999).waitFor({ state: 'attached' });
      const counts = await table.locator('tbody td:nth-child(4)').allTextContents();
      expect(counts).toEqual(counts.toSorted((one, other) => Number(other) - Number(one)));
    });
  });
}
