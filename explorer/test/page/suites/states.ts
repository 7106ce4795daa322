/** Empty and failed states, hostile content, and settings. */
import type { StatusAnswer } from '../../../api/answers';
import { waitForText, type ExplorerFixture } from '../explorer-page';
import { SpanBuilder } from '../fixtures/spans';

export function statesSuite(explorer: ExplorerFixture): void {
  describe('First visit', () => {
    test('The first visit explains how to send spans, and how runs and services come about', async () => {
      const empty = await explorer.startExplorer();
      const { page, browserErrors } = await explorer.openPage('', { url: empty.url });
      await page.getByRole('heading', { name: 'Waiting for the first span' }).waitFor();
      await waitForText(page.locator('.welcome'), `OTEL_EXPORTER_OTLP_ENDPOINT=${empty.http}`);
      expect(browserErrors).toEqual([]);
      await page.getByRole('link', { name: 'Runs' }).click();
      await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
      await waitForText(page.getByRole('main'), 'spanlink.workflow.run_id');
      await page.getByRole('link', { name: 'Services' }).click();
      await page.getByRole('heading', { name: 'No services in this time range' }).waitFor();
      await empty.stop();
    });
  });

  describe('Errors', () => {
    test('The page names a trace that does not exist', async () => {
      const { page } = await explorer.openPage(`?view=timeline&trace=${'0'.repeat(31)}1`);
      expect((await page.getByRole('alert').textContent())?.length).toBeGreaterThan(20);
    });

    test('An explorer that does not respond is reported with advice, until it responds again', async () => {
      const { page } = await explorer.openPage('', {
        beforeLoad: (fresh) => fresh.route('**/api/**', (route) => route.abort()),
      });
      await page.getByText('The explorer does not respond').waitFor();
      await page.unroute('**/api/**');
      await page.getByRole('heading', { name: 'Recent traces' }).waitFor();
      await page.locator('.result').first().waitFor();
      expect(await page.getByText('The explorer does not respond').count()).toBe(0);
    });
  });

  describe('Back-fill', () => {
    test('The header shows the progress of a back-fill', async () => {
      const status = await explorer.fetchAnswer<StatusAnswer>('/api/status');
      const json = { ...status, backfill: { isDone: false, done: 420, total: 1_000 } };
      const { page } = await explorer.openPage('', {
        beforeLoad: (fresh) => fresh.route('**/api/status', (route) => route.fulfill({ json })),
      });
      await page.getByRole('progressbar', { name: 'Indexing links' }).waitFor();
      await waitForText(page.locator('.backfill'), '42 %');
    });
  });

  describe('Content from outside', () => {
    test('Names, attributes and messages of spans are shown as text, whatever they contain', async () => {
      const evil = '<img src=x onerror="document.title=\'owned\'">';
      const builder = new SpanBuilder();
      const root = builder.root(evil, evil, Date.now() * 1000, 2_000, {
        status: 'error',
        statusMessage: evil,
        attributes: { [evil]: evil },
      });
      await explorer.send([{ ...root, traceId: 'badd0000000000000000000000000001', spanId: 'badd000000000001' }]);
      const { page, browserErrors } = await explorer.openPage(
        '?view=timeline&trace=badd0000000000000000000000000001&sel=badd0000000000000000000000000001:badd000000000001',
      );
      await page.getByRole('complementary', { name: 'Span details' }).getByRole('heading', { name: evil }).waitFor();
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.title()).toBe('Causal timeline · Spanlink explorer');
      expect(browserErrors).toEqual([]);
    });
  });

  describe('Shortcuts', () => {
    test('Shortcuts are listed by “?”, lead between views, and can be disabled', async () => {
      const { page } = await explorer.openPage();
      await page.getByRole('heading', { name: 'Recent traces' }).waitFor();
      await page.keyboard.press('?');
      const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
      await help.waitFor();
      await help.getByLabel('Enable single-key shortcuts').uncheck();
      await page.keyboard.press('Escape');
      await help.waitFor({ state: 'detached' });
      await page.keyboard.press('2');
      expect(new URL(page.url()).searchParams.get('view')).toBeNull();
      await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
      await help.getByLabel('Enable single-key shortcuts').check();
      await page.keyboard.press('Escape');
      await help.waitFor({ state: 'detached' });
      await page.keyboard.press('/');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('service');
      await page.keyboard.type('2');
      expect(new URL(page.url()).searchParams.get('view')).toBeNull();
    });
  });

  describe('Colour scheme', () => {
    test('The colour scheme follows the system until the user chooses one, and the choice is kept', async () => {
      const { page } = await explorer.openPage('', { colorScheme: 'dark' });
      const paper = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      await page.getByRole('button', { name: 'Switch to light mode' }).waitFor();
      const dark = await paper();
      await page.getByRole('button', { name: 'Switch to light mode' }).click();
      await page.getByRole('button', { name: 'Switch to dark mode' }).waitFor();
      const light = await paper();
      expect(light).not.toBe(dark);
      await page.reload();
      await page.getByRole('button', { name: 'Switch to dark mode' }).waitFor();
      expect(await paper()).toBe(light);
    });
  });
}
