/**
 * Each view, wide and narrow, dark and light: everything is within reach and has a name. Takes screenshots for people
 * to look at.
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { NARROW, SCREENSHOTS, WIDE, type ExplorerFixture } from '../explorer-page';

/** `SPANLINK_PICTURES=1` renews the screenshots of the README. */
const DOCS = process.env['SPANLINK_PICTURES'] === '1' ? join(__dirname, '..', '..', '..', 'docs') : undefined;

const SHOWN = [
  'timeline-1280-light',
  'timeline-1280-dark',
  'timeline-390-dark',
  'details-1280-light',
  'details-1280-dark',
  'search-1280-light',
  'chain-1280-light',
  'services-1280-light',
  'run-1280-light',
].map((name) => `${name}.png`);

export function looksSuite(explorer: ExplorerFixture): void {
  const { order, failedCharge, shipment } = explorer.story;
  const views: readonly (readonly [name: string, query: string, ready: string])[] = [
    ['traces', '', '.result'],
    ['search', '?causedBy.attribute=order.id%3D1042', '.result'],
    ['timeline', `?view=timeline&trace=${order.traceId}&hops=10`, 'canvas[data-bars]'],
    [
      'details',
      `?view=timeline&trace=${failedCharge.traceId}&hops=1&sel=${failedCharge.traceId}:${failedCharge.spanId}`,
      '.details .attributes',
    ],
    ['graph', `?view=graph&trace=${order.traceId}&hops=10`, '.react-flow__edge'],
    ['chain', `?view=chain&trace=${shipment.traceId}&span=${shipment.spanId}`, '.step'],
    ['services', '?view=services&last=7d', '.react-flow__edge'],
    ['runs', '?view=runs', 'tbody tr'],
    ['run', '?view=run&workflow=nightly-import&run=run-2026-11-20', '.stage'],
  ];

  /** Returns the controls without a name for screen readers. */
  const nameless = (page: Page): Promise<string[]> =>
    page.evaluate(() =>
      [
        ...document.querySelectorAll<HTMLElement>(
          'button, a[href], input:not([type=hidden]), select, textarea, canvas, [role=treeitem], progress',
        ),
      ]
        .filter((one) => one.checkVisibility())
        .filter(
          (one) =>
            [one.getAttribute('aria-label'), one.textContent, (one as HTMLInputElement).labels?.[0]?.textContent]
              .join('')
              .trim() === '',
        )
        .map((one) => one.outerHTML.slice(0, 120)),
    );

  const looks = [
    ['light', WIDE],
    ['dark', WIDE],
    ['dark', NARROW],
    ['light', NARROW],
  ] as const;

  describe('Appearance', () => {
    test.each(views)(
      '%s fits the screen, names all of its controls, and causes no browser errors',
      async (name, query, ready) => {
        const { page, browserErrors } = await explorer.openPage(query);
        await page.locator(ready).first().waitFor({ state: 'attached' });
        await page.evaluate(() => document.fonts.ready);
        for (const [colorScheme, viewport] of looks) {
          await page.emulateMedia({ colorScheme });
          if (page.viewportSize()?.width !== viewport.width) {
            await page.setViewportSize(viewport);
            await page.reload();
            await page.locator(ready).first().waitFor({ state: 'attached' });
          }
          const file = `${name}-${viewport.width}-${colorScheme}.png`;
          await page.screenshot({ path: join(SCREENSHOTS, file), animations: 'disabled' });
          if (DOCS !== undefined && SHOWN.includes(file)) {
            mkdirSync(DOCS, { recursive: true });
            copyFileSync(join(SCREENSHOTS, file), join(DOCS, file));
          }
          expect(
            await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
          ).toBe(0);
          expect(await nameless(page)).toEqual([]);
        }
        expect(browserErrors).toEqual([]);
      },
    );
  });
}
