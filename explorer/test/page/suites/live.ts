/** Views that follow what arrives: they take it in, tell of it, and leave everything else where it was. */
import type { Page, Request } from 'playwright-core';
import type { GraphAnswer } from '../../../api/answers';
import { explorer as startExplorer, type Started } from '../../cli/command';
import { newFolder } from '../../store/folder';
import type { ExplorerFixture } from '../explorer-page';
import { linkTo, makeSpanId, makeTraceId, SpanBuilder, toOtlp, type TestSpan } from '../fixtures/spans';
import { TimelinePage } from '../timeline-page';

const S = 1_000_000;

async function send({ http }: Started, spans: readonly TestSpan[]): Promise<void> {
  const response = await fetch(`${http}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(toOtlp(spans)),
  });
  if (!response.ok) throw new Error(await response.text());
}

/** A span of a trace of its own, which no builder numbers. */
function late(number: number, name: string, start: number, more: Partial<TestSpan> = {}): TestSpan {
  const span = new SpanBuilder().root(name, 'late', start, S);
  return { ...span, traceId: makeTraceId(70_000 + number), spanId: makeSpanId(70_000 + number), ...more };
}

/** Records the questions of a name that a page asks, and the most at a time. */
function questionsOf(page: Page, path: string): { readonly asked: string[]; readonly most: () => number } {
  const open = new Set<Request>();
  const asked: string[] = [];
  let most = 0;
  const isOne = (request: Request): boolean => new URL(request.url()).pathname === path;
  page.on('request', (request) => {
    if (!isOne(request)) return;
    asked.push(request.url());
    open.add(request);
    most = Math.max(most, open.size);
  });
  page.on('requestfinished', (request) => void open.delete(request));
  page.on('requestfailed', (request) => void open.delete(request));
  return { asked, most: () => most };
}

/** Resolves once the page is connected. */
const isLive = (page: Page): Promise<void> => page.locator('.live.is-live').waitFor();

const setHidden = (page: Page, isHidden: boolean): Promise<void> =>
  page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);

export function liveSuite(explorer: ExplorerFixture): void {
  describe('Live views', () => {
    const now = Date.now() * 1000;
    let started: Started;
    let cause: TestSpan;
    let number = 0;

    beforeAll(async () => {
      started = await explorer.startExplorer();
    });
    beforeEach(async () => {
      number += 100;
      cause = late(number, 'Cause', now - 600 * S);
      await send(started, [cause]);
    });
    afterAll(() => started.stop());

    const effectOf = (span: TestSpan, index: number, name: string, start = now - 300 * S): TestSpan =>
      late(number + index, name, start, { links: [linkTo(span, 'message')] });
    const open = async (query: string): Promise<{ page: Page; browserErrors: readonly string[] }> => {
      const opened = await explorer.openPage(query, { url: started.url });
      await isLive(opened.page);
      return opened;
    };

    test.each([
      ['timeline', '', (page: Page, name: string) => page.getByRole('treeitem', { name: `Trace ${name}` })],
      ['graph', '', (page: Page, name: string) => page.locator('.react-flow__node').filter({ hasText: name })],
      ['chain', '&end=last', (page: Page, name: string) => page.locator('.step').filter({ hasText: name })],
      ['services', '', (page: Page) => page.getByRole('row').filter({ hasText: 'late-services' })],
    ])(
      'An effect that arrives later appears in the %s of its cause, marked and announced',
      async (view, more, find) => {
        const { page, browserErrors } = await open(`?view=${view}&trace=${cause.traceId}${more}`);
        await page.locator('canvas[data-bars="1"], .react-flow__node, .step').first().waitFor();
        const effect = { ...effectOf(cause, 1, 'Effect'), service: `late-${view}` };
        await send(started, [effect]);
        await find(page, 'Effect').first().waitFor();
        // marks last for seconds, the announcement stays
        await page
          .locator('.announcer', { hasText: /new (span|trace|step|edge|service)/ })
          .waitFor({ state: 'attached' });
        if (view !== 'services') {
          await send(started, [effectOf(effect, 2, 'Effect of the effect', now - 100 * S)]);
          await find(page, 'Effect of the effect').waitFor();
          await page.locator('.is-new').first().waitFor({ state: 'attached' });
        }
        expect(browserErrors).toEqual([]);
      },
    );

    test('A trace that was not received takes its place once it arrives', async () => {
      const missing = late(number + 1, 'Missing', now - 900 * S);
      const effect = effectOf(missing, 2, 'Effect');
      await send(started, [effect]);
      const { page } = await open(`?view=timeline&trace=${effect.traceId}`);
      await page.getByRole('treeitem', { name: /was not received/ }).waitFor();
      await send(started, [missing]);
      await page.getByRole('treeitem', { name: /^Trace Missing/ }).waitFor();
    });

    test.each([
      ['timeline', 'canvas[data-bars="1"]'],
      ['graph', '.react-flow__node'],
      ['chain', '.step'],
    ])('A %s of a trace that is not there yet appears once it is', async (view, ready) => {
      const later = late(number + 1, 'Later', now);
      const { page } = await explorer.openPage(`?view=${view}&trace=${later.traceId}`, { url: started.url });
      await page.getByRole('alert').waitFor();
      await send(started, [later]);
      await page.locator(ready).waitFor();
      expect(await page.getByRole('alert').count()).toBe(0);
    });

    test('Selection, focus, scroll position, times and collapsed traces stay where they are', async () => {
      const others = Array.from({ length: 30 }, (_, index) =>
        effectOf(cause, index + 1, `Effect ${index + 1}`, now - 400 * S + index * 10 * S),
      );
      await send(started, others);
      const third = others[2];
      if (third === undefined) throw new Error('There are thirty.');
      const { page } = await open(
        `?view=timeline&trace=${cause.traceId}&time=true&shut=${cause.traceId.slice(0, 10)}` +
          `&sel=${third.traceId}:${third.spanId}&at=0.5,0.75,900`,
      );
      await page.locator('canvas[data-bars="31"]').waitFor();
      const graphOf = (): Promise<GraphAnswer> =>
        fetch(new URL(`/api/graph?trace=${cause.traceId}&traces=200`, started.url)).then(
          (response) => response.json() as Promise<GraphAnswer>,
        );
      const times = async (): Promise<readonly (number | undefined)[]> => {
        const { layout } = new TimelinePage(page, await graphOf(), { compressWaits: false });
        const [from, to] = (new URL(page.url()).searchParams.get('at') ?? '').split(',').map(Number);
        return [from, to].map((place) => Math.round(layout.scale.time(place ?? NaN) / S));
      };
      const tree = page.getByRole('tree');
      const placeOf = (url: URL): number => Number(url.searchParams.get('at')?.split(',')[0]);
      // the end comes into view at once
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await tree.focus();
      await tree.press('End');
      await page.waitForURL((url) => placeOf(url) !== 0.5);
      await tree.press('ArrowUp');
      const cursor = await tree.getAttribute('aria-activedescendant');
      const outline = page.locator('.outline');
      await outline.evaluate((element) => element.scrollTo(0, 700));
      const firstRow = (): Promise<string> =>
        outline.evaluate((element) => {
          const { top } = element.getBoundingClientRect();
          const rows = [...element.querySelectorAll('[role=treeitem]')];
          const below = rows
            .map((row) => ({ label: row.getAttribute('aria-label'), box: row.getBoundingClientRect() }))
            .filter(({ box }) => box.bottom > top)
            .sort((one, other) => one.box.top - other.box.top);
          return `${below[0]?.label} at ${Math.round((below[0]?.box.top ?? 0) - top)}`;
        });
      const [rowBefore, timesBefore] = [await firstRow(), await times()];
      const place = placeOf(new URL(page.url()));

      // above and before everything else
      await send(started, [effectOf(cause, 50, 'Early', now - 2_000 * S)]);
      await page.locator('canvas[data-bars="32"]').waitFor();
      await page.waitForURL((url) => placeOf(url) !== place);
      expect(await times()).toEqual(timesBefore);
      expect(await firstRow()).toBe(rowBefore);
      expect(await tree.getAttribute('aria-activedescendant')).toBe(cursor);
      expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('tree');
      const address = new URL(page.url()).searchParams;
      expect([address.get('sel'), address.get('shut')]).toEqual([
        `${third.traceId}:${third.spanId}`,
        cause.traceId.slice(0, 10),
      ]);
      await page
        .getByRole('complementary', { name: 'Span details' })
        .getByRole('heading', { name: 'Effect 3' })
        .waitFor();
      // the address is a link to what is shown
      const other = await explorer.openPage(new URL(page.url()).search, { url: started.url });
      await other.page.locator('canvas[data-bars="32"]').waitFor();
      expect(new URL(other.page.url()).search).toBe(new URL(page.url()).search);
    });

    test('A flood of other spans asks nothing, and one of its own once at a time, each second at most', async () => {
      const { page } = await open(`?view=graph&trace=${cause.traceId}`);
      await page.locator('.react-flow__node').waitFor();
      const { asked, most } = questionsOf(page, '/api/graph');
      const strangers = (from: number, links: TestSpan['links']): TestSpan[] =>
        Array.from({ length: 20 }, (_, index) => late(number * 100 + from + index, 'Stranger', now, { links }));
      for (let batch = 0; batch < 9; batch += 1) await send(started, strangers(batch * 20, []));
      await page.goto(page.url());
      await page.locator('.react-flow__node').waitFor();
      // that of the page that was loaded again
      expect(asked).toHaveLength(1);
      await isLive(page);
      const began = Date.now();
      for (let batch = 0; batch < 40; batch += 1)
        await send(started, strangers(1_000 + batch * 20, [linkTo(cause, 'message')]).slice(0, 2));
      await page.getByText('81 traces').waitFor();
      expect(most()).toBe(1);
      expect(asked.length - 1).toBeLessThanOrEqual((Date.now() - began) / 1_000 + 2);
      const { page: timeline } = await open(`?view=timeline&trace=${cause.traceId}`);
      await timeline.locator('canvas[data-bars="81"]').waitFor();
    });

    test('A pause holds every view still, until its end shows what came', async () => {
      const { page } = await open(`?view=graph&trace=${cause.traceId}`);
      await page.locator('.react-flow__node').waitFor();
      await page.getByRole('button', { name: 'live' }).click();
      expect(await page.getByRole('button', { name: 'paused' }).getAttribute('aria-pressed')).toBe('false');
      await send(started, [effectOf(cause, 1, 'Effect')]);
      await page.getByRole('button', { name: 'Show new spans' }).waitFor();
      expect(await page.locator('.react-flow__node').count()).toBe(1);
      await page.getByRole('button', { name: 'Show new spans' }).click();
      await page.locator('.react-flow__node').nth(1).waitFor();
      expect(await page.getByRole('button', { name: 'Show new spans' }).count()).toBe(0);
      await page.getByRole('button', { name: 'live' }).click();
      // the pause is one for all views
      await page.getByRole('link', { name: 'Timeline', exact: true }).click();
      await page.locator('canvas[data-bars="2"]').waitFor();
      await send(started, [effectOf(cause, 2, 'Second')]);
      await page.getByRole('button', { name: 'Show new spans' }).waitFor();
      expect(await page.locator('canvas').getAttribute('data-bars')).toBe('2');
      await page.getByRole('button', { name: 'paused' }).click();
      await page.locator('canvas[data-bars="3"]').waitFor();
    });

    test('A hidden tab asks nothing and is not connected; shown again, it catches up', async () => {
      const { page } = await open(`?view=timeline&trace=${cause.traceId}`);
      await page.locator('canvas[data-bars="1"]').waitFor();
      const { asked } = questionsOf(page, '/api/graph');
      await setHidden(page, true);
      await send(started, [effectOf(cause, 1, 'Effect')]);
      // another page is told of them: by then, this one would have been as well
      const other = await open(`?view=timeline&trace=${cause.traceId}`);
      await other.page.locator('canvas[data-bars="2"]').waitFor();
      await send(started, [effectOf(cause, 2, 'Second')]);
      await other.page.locator('canvas[data-bars="3"]').waitFor();
      expect(asked).toEqual([]);
      await setHidden(page, false);
      await page.locator('canvas[data-bars="3"]').waitFor();
    });

    test('Many changes are announced together', async () => {
      const { page } = await open(`?view=timeline&trace=${cause.traceId}`);
      await page.locator('canvas[data-bars="1"]').waitFor();
      await page.evaluate(() => {
        const said: string[] = [];
        Object.assign(globalThis, { said });
        const region = document.querySelector('.announcer');
        if (region !== null)
          new MutationObserver(() => said.push(region.textContent ?? '')).observe(region, {
            childList: true,
            subtree: true,
            characterData: true,
          });
      });
      const began = Date.now();
      for (let index = 1; index <= 6; index += 1) {
        await send(started, [effectOf(cause, index, `Effect ${index}`)]);
        await page.locator(`canvas[data-bars="${index + 1}"]`).waitFor();
      }
      const said = await page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
      expect(said[0]).toBe('1 new span, 1 new trace');
      // one more for every ten seconds
      expect(said.length).toBeLessThanOrEqual(2 + Math.floor((Date.now() - began) / 10_000));
      expect(await page.locator('.announcer').getAttribute('role')).toBe('status');
    });

    test('Back and forward lead through live views, and to no answer from before the latest spans', async () => {
      const { page } = await open(`?view=graph&trace=${cause.traceId}`);
      await page.locator('.react-flow__node').waitFor();
      await page.getByRole('link', { name: 'Chain', exact: true }).click();
      await page.locator('.step').waitFor();
      await send(started, [effectOf(cause, 1, 'Effect', Date.now() * 1000)]);
      // the list is told of it
      await page.getByRole('link', { name: 'Traces', exact: true }).click();
      await page
        .getByRole('link', { name: /Effect/ })
        .first()
        .waitFor();
      await page.goBack();
      await page.goBack();
      await page.locator('.react-flow__node').nth(1).waitFor();
      expect(new URL(page.url()).searchParams.get('view')).toBe('graph');
      await page.goForward();
      await page.locator('.step').waitFor();
    });

    test('After a restart of the server, a page reconnects and catches up with what came meanwhile', async () => {
      const data = newFolder();
      const first = await startExplorer(['--data', data, '--no-open']);
      await send(first, [cause]);
      const { page } = await explorer.openPage(`?view=timeline&trace=${cause.traceId}`, { url: first.url });
      await isLive(page);
      await page.locator('canvas[data-bars="1"]').waitFor();
      await first.stop();
      await page.locator('.live.is-lost').waitFor();
      const second = await startExplorer(['--data', data, '--no-open', '--port', new URL(first.url).port]);
      await send(second, [effectOf(cause, 1, 'Effect')]);
      await page.locator('canvas[data-bars="2"]').waitFor();
      await isLive(page);
      await send(second, [effectOf(cause, 2, 'Second')]);
      await page.locator('canvas[data-bars="3"]').waitFor();
      await second.stop();
    });

    test('A connection that is refused is tried again', async () => {
      const { page } = await explorer.openPage(`?view=timeline&trace=${cause.traceId}`, {
        url: started.url,
        beforeLoad: (fresh) =>
          fresh.route('**/api/live', (route) => route.fulfill({ status: 502, body: 'bad gateway' })),
      });
      await page.locator('.live.is-lost').waitFor();
      await page.unroute('**/api/live');
      await send(started, [effectOf(cause, 1, 'Effect')]);
      await isLive(page);
      await page.locator('canvas[data-bars="2"]').waitFor();
    });

    test('The window of the services moves on with the time, but not in a pause', async () => {
      const { page } = await explorer.openPage('?view=services&last=1h', {
        url: started.url,
        beforeLoad: (fresh) => fresh.clock.install({ time: Date.now() }),
      });
      await page.locator('.react-flow__node').first().waitFor();
      const { asked } = questionsOf(page, '/api/services');
      const minuteOf = (url = ''): number => Number(new URL(url).searchParams.get('receivedSince')) / 6e7;
      const again = page.waitForRequest((request) => new URL(request.url()).pathname === '/api/services');
      await page.clock.runFor(61_000);
      const before = minuteOf((await again).url());
      const third = page.waitForRequest((request) => minuteOf(request.url()) > before);
      await page.clock.runFor(61_000);
      await third;
      await page.getByRole('button', { name: /live|connecting/ }).click();
      const count = asked.length;
      await page.clock.runFor(300_000);
      expect(asked).toHaveLength(count);
      await page.locator('.react-flow__node').first().waitFor();
    });
  });
}
