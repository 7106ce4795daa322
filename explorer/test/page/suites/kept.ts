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

  test('Details of a span say why its trace is kept, and lead to the one that it is kept for', async () => {
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
    backend.close();
  });

  test('Nothing is said of keeping where nothing is kept', async () => {
    const { page } = await explorer.openPage(
      `?view=timeline&trace=${order.traceId}&sel=${order.traceId}:${order.spanId}`,
    );
    await page.getByRole('complementary', { name: 'Span details' }).getByRole('region', { name: 'Led to' }).waitFor();
    expect(await page.getByRole('note', { name: 'Kept' }).count()).toBe(0);
  });
}
