/** What the page says where there is nothing, or something is wrong, and how it is made one's own. */
import type { StatusAnswer } from '../../../api/answers';
import type { ExplorerFixture } from '../explorer-page';
import { SpanBuilder } from '../fixtures/spans';

export function states(bench: ExplorerFixture): void {
  describe('the first visit', () => {
    test('says where to send spans, and what runs and services are made of', async () => {
      const empty = await bench.startExplorer();
      const { openPage: page, browserErrors: complaints } = await bench.page('', { url: empty.url });
      await page.getByRole('heading', { name: 'Waiting for the first span' }).waitFor();
      expect(await page.locator('.welcome').textContent()).toContain(`OTEL_EXPORTER_OTLP_ENDPOINT=${empty.http}`);
      expect(complaints).toEqual([]);
      await page.getByRole('link', { name: 'Runs' }).click();
      await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
      expect(await page.getByRole('main').textContent()).toContain('spanlink.workflow.run_id');
      await page.getByRole('link', { name: 'Services' }).click();
      await page.getByRole('heading', { name: 'No services in this time' }).waitFor();
      await empty.stop();
    });
  });

  describe('errors', () => {
    test('say which trace is not there', async () => {
      const { openPage: page } = await bench.page(`?view=timeline&trace=${'0'.repeat(31)}1`);
      expect((await page.getByRole('alert').textContent())?.length).toBeGreaterThan(20);
    });

    test('say that the explorer does not answer, and what to do, and go away when it does', async () => {
      const { openPage: page } = await bench.page('', {
        beforeLoad: (fresh) => fresh.route('**/api/**', (route) => route.abort()),
      });
      await page.getByText('The explorer does not respond').waitFor();
      await page.unroute('**/api/**');
      await page.getByRole('heading', { name: 'Recent traces' }).waitFor();
      await page.locator('.result').first().waitFor();
      expect(await page.getByText('The explorer does not respond').count()).toBe(0);
    });
  });

  describe('a back-fill', () => {
    test('says how far it is', async () => {
      const status = await bench.fetchAnswer<StatusAnswer>('/api/status');
      const json = { ...status, backfill: { isDone: false, done: 420, total: 1_000 } };
      const { openPage: page } = await bench.page('', {
        beforeLoad: (fresh) => fresh.route('**/api/status', (route) => route.fulfill({ json })),
      });
      await page.getByRole('progressbar', { name: 'Indexing links' }).waitFor();
      expect(await page.locator('.backfill').textContent()).toContain('42 %');
    });
  });

  describe('what comes from outside', () => {
    test('is shown as text, whatever it is', async () => {
      const evil = '<img src=x onerror="document.title=\'owned\'">';
      const tell = new SpanBuilder();
      const root = tell.root(evil, evil, Date.now() * 1000, 2_000, {
        status: 'error',
        statusMessage: evil,
        attributes: { [evil]: evil },
      });
      await bench.send([{ ...root, traceId: 'badd0000000000000000000000000001', spanId: 'badd000000000001' }]);
      const { openPage: page, browserErrors: complaints } = await bench.page(
        '?view=timeline&trace=badd0000000000000000000000000001&sel=badd0000000000000000000000000001:badd000000000001',
      );
      await page
        .getByRole('complementary', { name: 'Details of the span' })
        .getByRole('heading', { name: evil })
        .waitFor();
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.title()).toBe('Causal timeline · Spanlink explorer');
      expect(complaints).toEqual([]);
    });
  });

  describe('the keys', () => {
    test('are listed by “?”, lead between views, and can be switched off', async () => {
      const { openPage: page } = await bench.page();
      await page.getByRole('heading', { name: 'Recent traces' }).waitFor();
      await page.keyboard.press('?');
      const help = page.getByRole('dialog', { name: 'Keyboard' });
      await help.waitFor();
      await help.getByLabel('Single keys do something').uncheck();
      await page.keyboard.press('Escape');
      await help.waitFor({ state: 'detached' });
      await page.keyboard.press('2');
      expect(new URL(page.url()).searchParams.get('view')).toBeNull();
      await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
      await help.getByLabel('Single keys do something').check();
      await page.keyboard.press('Escape');
      await help.waitFor({ state: 'detached' });
      await page.keyboard.press('/');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('service');
      await page.keyboard.type('2');
      expect(new URL(page.url()).searchParams.get('view')).toBeNull();
    });
  });

  describe('dark and light', () => {
    test('follow the system, until one chooses; the choice is kept', async () => {
      const { openPage: page } = await bench.page('', { colorScheme: 'dark' });
      const paper = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      await page.getByRole('button', { name: 'Light colours' }).waitFor();
      const dark = await paper();
      await page.getByRole('button', { name: 'Light colours' }).click();
      await page.getByRole('button', { name: 'Dark colours' }).waitFor();
      const light = await paper();
      expect(light).not.toBe(dark);
      await page.reload();
      await page.getByRole('button', { name: 'Dark colours' }).waitFor();
      expect(await paper()).toBe(light);
    });
  });
}
