/** Names from outside: long, empty, and in other directions. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { NARROW, SCREENSHOTS, WIDE, waitForText, type ExplorerFixture } from '../explorer-page';
import { linkTo, SpanBuilder, type TestSpan } from '../fixtures/spans';

const LONG = 'a-very-long-name-without-any-place-to-break-it'.repeat(12);
const UNBROKEN = 'service'.repeat(60);
const TURNED = 'invoice\u202egpj.exe';
const NAMES: readonly (readonly [name: string, service: string, relation: string])[] = [
  [LONG, `service-${LONG}`, `relation-${LONG}`],
  ['', '', ''],
  [TURNED, 'חשבונית\u2069\u202e', 'قديم'],
  ['注文を処理する'.repeat(30), '🎉サービス'.repeat(20), '関係'.repeat(80)],
];

const numbered = (prefix: string, number: number): { traceId: string; spanId: string } => ({
  traceId: `${prefix}${number.toString().padStart(28, '0')}`,
  spanId: `${prefix}${number.toString().padStart(12, '0')}`,
});

/** A chain of traces with these names. */
function named(start: number): TestSpan[] {
  const builder = new SpanBuilder();
  const spans: TestSpan[] = [];
  for (const [index, [name, service, relation]] of NAMES.entries()) {
    const before = spans.at(-1);
    spans.push({
      ...builder.root(name, service, start + index * 300_000, 200_000, {
        links: before === undefined ? [] : [linkTo(before, relation)],
        status: 'error',
        statusMessage: LONG,
        attributes: { [LONG]: LONG, [TURNED]: TURNED, 'key=with=signs': 'its value' },
      }),
      ...numbered('4a4e', index + 1),
    });
  }
  return spans;
}

/** Two traces whose clocks contradict each other, the second from the future. */
function skewed(start: number): TestSpan[] {
  const builder = new SpanBuilder();
  const cause = { ...builder.root('cause', UNBROKEN, start, 1_000), ...numbered('4a4f', 1) };
  const links = [linkTo(cause, 'message')];
  const effect = builder.root('effect', `effect${UNBROKEN}`, start - 3_600_000_000, 1_000, { links });
  return [cause, { ...effect, ...numbered('4a4f', 2) }];
}

/** Returns the boxes whose content is wider than they are, and the elements that reach out of them. */
const overflowing = (page: Page, boxes: string): Promise<string[]> =>
  page.evaluate((selector) => {
    const out: string[] = [];
    for (const box of document.querySelectorAll<HTMLElement>(selector)) {
      const { left, right } = box.getBoundingClientRect();
      if (box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX === 'visible')
        out.push(`${box.className}: ${box.scrollWidth} in ${box.clientWidth}`);
      for (const inner of box.querySelectorAll<HTMLElement>(':not(bdi):not(.react-flow__handle)')) {
        const at = inner.getBoundingClientRect();
        let clip = inner.parentElement;
        while (clip !== null && clip !== box && getComputedStyle(clip).overflowX === 'visible')
          clip = clip.parentElement;
        if (clip === box && (at.right > right + 1 || at.left < left - 1) && at.width > 1)
          out.push(`${box.className} > ${inner.className || inner.tagName}`);
      }
    }
    return [...new Set(out)];
  }, boxes);

export function namesSuite(explorer: ExplorerFixture): void {
  const spans = named(Date.now() * 1000 - 5 * 3_600_000_000);
  const clocks = skewed(Date.now() * 1000 + 3_600_000_000);
  const [first, empty, turned, last] = spans as [TestSpan, TestSpan, TestSpan, TestSpan];
  const selected = `&sel=${turned.traceId}:${turned.spanId}`;
  const views: readonly (readonly [name: string, query: string, ready: string, boxes: string])[] = [
    ['traces', '?attribute=key%3Dwith%3Dsigns', '.result', '.result'],
    ['timeline', `?view=timeline&trace=${first.traceId}&hops=9${selected}`, '.details .attributes', '.details, .line'],
    ['graph', `?view=graph&trace=${first.traceId}&hops=9`, '.react-flow__node', '.flow-box, .flow-label'],
    ['chain', `?view=chain&trace=${last.traceId}`, '.step', '.step, .toolbar'],
    ['clocks', `?view=timeline&trace=4a4f${'1'.padStart(28, '0')}`, '.toolbar-title .notice', '.toolbar-title, .line'],
    ['services', '?view=services&last=7d', '.react-flow__node', '.flow-box, .flow-label, td'],
  ];

  describe('Names', () => {
    beforeAll(() => explorer.send([...spans, ...clocks]));

    test.each(views)('Long names stay in their boxes in the view %s', async (name, query, ready, boxes) => {
      const { page, browserErrors } = await explorer.openPage(query);
      for (const viewport of [WIDE, NARROW]) {
        await page.setViewportSize(viewport);
        await page.reload();
        await page.locator(ready).first().waitFor({ state: 'attached' });
        await page.evaluate(() => document.fonts.ready);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          await page.screenshot({ path: join(SCREENSHOTS, `names-${name}-${viewport.width}-${colorScheme}.png`) });
        }
        expect(await overflowing(page, boxes)).toEqual([]);
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
        ).toBe(0);
      }
      expect(browserErrors).toEqual([]);
    });

    test('Text on the canvas stays on it, and what turns its direction is closed off', async () => {
      const { page } = await explorer.openPage(`?view=timeline&trace=${first.traceId}&hops=9`, {
        beforeLoad: (fresh) =>
          fresh.addInitScript(() => {
            const drawn: [text: string, end: number][] = [];
            Object.assign(window, { drawn });
            const fillText = CanvasRenderingContext2D.prototype.fillText;
            CanvasRenderingContext2D.prototype.fillText = function (text, x, y, most) {
              const { width } = this.measureText(text);
              drawn.push([text, this.textAlign === 'center' ? x + width / 2 : x + width]);
              fillText.call(this, text, x, y, most);
            };
          }),
      });
      await page.locator('canvas[data-bars="4"]').waitFor();
      const drawn = await page.evaluate(() => (window as unknown as { drawn: [string, number][] }).drawn);
      const width = (await page.locator('canvas.canvas').boundingBox())?.width ?? 0;
      expect(drawn.filter(([, end]) => end > width)).toEqual([]);
      const texts = drawn.map(([text]) => text);
      const turning = texts.filter((text) => /[\u202e\u0590-\u06ff]/.test(text));
      expect(turning.length).toBeGreaterThan(0);
      for (const text of turning)
        expect(text.replaceAll(/\u2068[^\u2068]*?\u2069/g, '')).not.toMatch(/[\u202e\u0590-\u06ff]/);
      expect(texts.filter((text) => text.startsWith('(no name)')).length).toBeGreaterThan(0);
      expect(texts.some((text) => text.includes('(no service name)'))).toBe(true);
    });

    test('Names that turn the direction of text are elements of their own, and empty ones say so', async () => {
      const { page } = await explorer.openPage(`?view=chain&trace=${last.traceId}`);
      const steps = page.locator('.step-span');
      await steps.nth(3).waitFor();
      await waitForText(steps.nth(1), '(no service name)(no name)');
      expect(await steps.nth(2).locator('b bdi').textContent()).toBe(TURNED);
      expect(
        await steps
          .nth(2)
          .locator('b bdi')
          .evaluate((bdi) => getComputedStyle(bdi).unicodeBidi),
      ).toBe('isolate');
      await page.goto(new URL(`?view=services&last=7d`, explorer.url).href);
      await page.locator('.react-flow__node').filter({ hasText: '(no service name)' }).click();
      await page.getByRole('link', { name: 'Traces in (no service name)' }).click();
      await page.getByRole('heading', { name: 'Traces in (no service name)' }).waitFor();
      await page.locator('.result').first().waitFor();
      expect(await page.locator('.result-name b').allTextContents()).toEqual(['(no name)']);
      expect(empty.service).toBe('');
    });

    test('A key with equals signs is found from the form, with its value', async () => {
      const { page } = await explorer.openPage();
      await page.getByLabel('Attributes').first().fill('key=with=signs=its value');
      await page.getByRole('search').getByRole('button', { name: 'Search' }).click();
      await page.getByText('4 traces', { exact: true }).waitFor();
    });

    test('A graph of 120 traces fits the screen', async () => {
      const builder = new SpanBuilder();
      const center = { ...builder.root('Fan.out', 'fan', Date.now() * 1000, 1_000), ...numbered('fa40', 0) };
      const effects = Array.from({ length: 119 }, (_, index) => ({
        ...builder.root('Fan.in', 'fan', Date.now() * 1000, 1_000, { links: [linkTo(center, 'message')] }),
        ...numbered('fa40', index + 1),
      }));
      await explorer.send([center, ...effects]);
      const { page } = await explorer.openPage(`?view=graph&trace=${center.traceId}`);
      await page.locator('.react-flow__node').nth(119).waitFor({ state: 'attached' });
      await page.getByRole('button', { name: 'Fit View' }).click();
      const outside = (): Promise<number> =>
        page.evaluate(() => {
          const flow = document.querySelector('.flow')?.getBoundingClientRect() ?? new DOMRect();
          return [...document.querySelectorAll('.react-flow__node')]
            .map((node) => node.getBoundingClientRect())
            .filter(
              (at) => at.top < flow.top || at.bottom > flow.bottom || at.left < flow.left || at.right > flow.right,
            ).length;
        });
      expect(await outside()).toBe(0);
      await page.screenshot({ path: join(SCREENSHOTS, 'fit-120.png') });
    });
  });
}
