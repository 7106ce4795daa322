/** What a page says of an explorer that keeps some traces, and forwards them. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder } from '../../store/folder';
import { waitForText, type ExplorerFixture } from '../explorer-page';
import { toOtlp } from '../fixtures/spans';

const RULES =
  'decision_wait: 0s\npolicies: [{ name: errors, type: status_code, status_code: { status_codes: [ERROR] } }]\n';

export function keptSuite(explorer: ExplorerFixture): void {
  const { spans, failedCharge, order, shipment } = explorer.story;

  /** Starts an explorer that keeps errors, and waits until it has kept those of the story. */
  async function startKeeping(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
    const backend = createServer((request, response) => void request.resume().on('end', () => response.end()));
    backend.listen(0, '127.0.0.1');
    await once(backend, 'listening');
    const rules = join(newFolder(), 'keep.yaml');
    writeFileSync(rules, RULES);
    const forward = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`;
    const { url, http, stop } = await explorer.startExplorer('--keep', rules, '--forward', forward);
    const body = JSON.stringify(toOtlp(spans));
    await fetch(`${http}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const kept = async (trace: string): Promise<boolean> =>
      ((await (await fetch(`${url}api/traces/${trace}/kept`)).json()) as { state: string }).state === 'kept';
    while (!(await kept(order.traceId)));
    return {
      url,
      stop: async () => {
        await stop();
        backend.close();
      },
    };
  }

  test('Details of a span say why its trace is kept, and lead to the one that it is kept for', async () => {
    const { url, stop } = await startKeeping();

    const select = ({ traceId, spanId }: typeof order): string =>
      `?view=timeline&trace=${traceId}&sel=${traceId}:${spanId}`;
    const { page, browserErrors } = await explorer.openPage(select(failedCharge), { url });
    const note = page.getByRole('note', { name: 'Kept' });
    await waitForText(note, /^Its trace is kept by errors, as a cause of trace [0-9a-f]{8}\. It is held until /);
    await note.getByRole('link').click();
    await page.waitForURL(new RegExp(`trace=${shipment.traceId}`));

    const list = await explorer.openPage('', { url });
    const form = list.page.getByRole('search');
    await form.getByLabel('Trace is').selectOption('kept');
    await form.getByLabel('By policy').fill('errors');
    await form.getByRole('button', { name: 'Search' }).click();
    await list.page.waitForURL(/kept=kept&policy=errors/);
    await waitForText(list.page.getByRole('heading', { level: 1 }), 'Traces · kept by errors');
    const card = ({ traceId }: typeof order) => list.page.locator(`.result[href*="${traceId}"]`);
    await card(failedCharge).waitFor();
    await card(order).waitFor({ state: 'detached' });
    expect([...browserErrors, ...list.browserErrors]).toEqual([]);
    await stop();
  });

  test('Rules are tried on what is held: those of the explorer, others, and wrong ones', async () => {
    const { url, stop } = await startKeeping();
    const { page, browserErrors } = await explorer.openPage('', { url });
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Keeping' }).click();
    await waitForText(page.locator('.toolbar-title'), /Policies: errors/);
    const result = page.getByRole('region', { name: 'Result' });
    const row = (name: string | RegExp) => result.getByRole('row', { name });
    const tryRules = async (text: string): Promise<void> => {
      await page.getByLabel('Keep file').fill(text);
      await page.getByRole('button', { name: 'Try' }).click();
    };
    await tryRules('');
    await waitForText(row(/^by errors/), /^by errors\s*[1-9]/);
    await waitForText(row(/^because it led to/), /^because it led to one of these\s*[1-9]/);
    await waitForText(result.locator('p').last(), /^Of \d+ stories, [1-9]\d* would be kept whole/);
    await tryRules('policies: [{ name: all, type: always_sample }]\nnum_traces: 5');
    await waitForText(row(/^by all/), /100 %/);
    await waitForText(result.locator('.hint'), /num_traces/);
    await tryRules('policies: [{ name: all, type: allways_sample }]');
    await waitForText(result.getByRole('alert'), /keep\.yaml:1:\d+: .*always_sample/);
    await tryRules('');
    await result
      .getByRole('table', { name: /take most others along/ })
      .getByRole('link')
      .first()
      .click();
    await page.waitForURL(/view=timeline&trace=[0-9a-f]{32}/);
    expect(browserErrors.filter((error) => !error.includes('400'))).toEqual([]);
    await stop();
  });

  test('Nothing is said of keeping where nothing is kept', async () => {
    const { page } = await explorer.openPage(
      `?view=timeline&trace=${order.traceId}&sel=${order.traceId}:${order.spanId}`,
    );
    await page.getByRole('complementary', { name: 'Span details' }).getByRole('region', { name: 'Led to' }).waitFor();
    expect(await page.getByRole('note', { name: 'Kept' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Keeping' }).count()).toBe(0);
  });
}
