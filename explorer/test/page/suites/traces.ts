/** Finding traces: the recent ones as they arrive, and by their causes and effects. */
import { waitForText, type ExplorerFixture } from '../explorer-page';
import { SpanBuilder } from '../fixtures/spans';

export function tracesSuite(explorer: ExplorerFixture): void {
  const names = async (page: Awaited<ReturnType<ExplorerFixture['openPage']>>['page']): Promise<string[]> =>
    page.locator('.result-name b').allTextContents();

  describe('Search', () => {
    test('The recent traces are listed, newest first, with the numbers of their causes and effects', async () => {
      const { page, browserErrors } = await explorer.openPage();
      await page.getByRole('heading', { name: 'Recent traces' }).waitFor();
      const batch = page.getByRole('link', { name: /Invoices\.batch/ });
      await waitForText(batch, /8 spans.*3 causes.*led to 1/);
      const found = await names(page);
      expect(found.indexOf('Import.load')).toBeLessThan(found.indexOf('Shipping.dispatch'));
      expect(browserErrors).toEqual([]);
    });

    test('A trace that arrives while the page is open is shown without a reload', async () => {
      const { page } = await explorer.openPage();
      await page.locator('.live.is-live').waitFor();
      const builder = new SpanBuilder();
      const root = builder.root('Arrived.just-now', 'visitor', Date.now() * 1000, 1_000);
      await explorer.send([{ ...root, traceId: 'feed0000000000000000000000000001', spanId: 'feed000000000001' }]);
      await page.getByRole('link', { name: /Arrived\.just-now/ }).waitFor();
      expect((await names(page))[0]).toBe('Arrived.just-now');
    });

    test('The form finds the effects of a span with an attribute, and the address contains the search', async () => {
      const { page } = await explorer.openPage();
      await page.getByRole('button', { name: 'Caused by' }).click();
      const causes = page.getByRole('group', { name: 'Caused by' });
      await causes.getByLabel('Attributes').fill('job.id=42');
      await page.getByRole('search').getByRole('button', { name: 'Search' }).click();
      await page.getByRole('heading', { name: 'Traces caused by job.id=42' }).waitFor();
      await page.getByText('1 trace', { exact: true }).waitFor();
      expect(await names(page)).toEqual(['Shipping.dispatch']);
      expect(new URL(page.url()).searchParams.get('causedBy.attribute')).toBe('job.id=42');
      await page.goBack();
      await page.getByRole('heading', { name: 'Recent traces' }).waitFor();
      expect(await causes.count()).toBe(1);
    });

    test('An address opens its search, and fills the form with it', async () => {
      const { page } = await explorer.openPage('?ledTo.name=Invoices.batch&service=payments&last=7d');
      await page.getByRole('heading', { name: 'Traces in payments that led to “Invoices.batch”' }).waitFor();
      await page.getByText('4 traces', { exact: true }).waitFor();
      expect(await names(page)).toEqual([
        'Payments.retry',
        ...Array.from({ length: 3 }, () => 'orders.created process'),
      ]);
      expect(await page.getByRole('group', { name: 'Led to' }).getByLabel('Name').inputValue()).toBe('Invoices.batch');
      expect(await page.getByLabel('Time range').inputValue()).toBe('7d');
    });

    test('A matching span leads to its place in the timeline', async () => {
      const { page } = await explorer.openPage('?name=Import.load');
      await page.getByRole('link', { name: /Import\.load/ }).click();
      await page
        .getByRole('complementary', { name: 'Span details' })
        .getByRole('heading', { name: 'Import.load' })
        .waitFor();
      expect(new URL(page.url()).searchParams.get('view')).toBe('timeline');
    });

    test('The page gives advice if nothing matches, and if the search is invalid', async () => {
      const nothing = await explorer.openPage('?name=There.is.none');
      await nothing.page.getByRole('heading', { name: 'No matching traces' }).waitFor();
      expect(await nothing.page.getByRole('link', { name: 'All recent traces' }).getAttribute('href')).toBe('?');
      const wrong = await explorer.openPage('?minDuration=fast');
      await waitForText(wrong.page.getByRole('alert'), /minDuration.*such as 150ms/);
    });
  });
}
