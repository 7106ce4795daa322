/** Files that are dropped or chosen, and the export of a graph as one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { ChainAnswer, GraphAnswer } from '../../../api/answers';
import { otlpRequest, otlpSpan, zstd } from '../../files/otlp-files';
import { NARROW, SCREENSHOTS, waitForText, type ExplorerFixture } from '../explorer-page';

interface TestFile {
  readonly name: string;
  readonly content: string | Buffer;
}

/** Drags files over the page, and drops them. */
async function drop(page: Page, files: readonly TestFile[], during: () => Promise<unknown> = () => Promise.resolve()) {
  const data = await page.evaluateHandle(
    (given) => {
      const transfer = new DataTransfer();
      for (const { name, base64 } of given)
        transfer.items.add(new File([Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))], name));
      return transfer;
    },
    files.map(({ name, content }) => ({ name, base64: Buffer.from(content).toString('base64') })),
  );
  for (const type of ['dragenter', 'dragover']) await page.dispatchEvent('main', type, { dataTransfer: data });
  await during();
  await page.dispatchEvent('main', 'drop', { dataTransfer: data });
}

const fileOf = (trace: number, name: string): TestFile => ({
  name,
  content: JSON.stringify(otlpRequest({ ...otlpSpan(trace), name: `From ${name}`, links: [] })),
});

export function filesSuite(explorer: ExplorerFixture): void {
  describe('Files', () => {
    test('Dropped files are read once the user agrees, and the result is told in words, with its faults', async () => {
      const { url } = await explorer.startExplorer();
      const { page, browserErrors } = await explorer.openPage('', { url });
      await page.getByRole('heading', { name: 'Waiting for the first span' }).waitFor();
      const packed = fileOf(0x7002, 'packed.bin');
      await drop(
        page,
        [
          fileOf(0x7001, 'plain.json'),
          { name: 'packed.bin', content: zstd(packed.content) },
          { name: 'letter.txt', content: 'Dear all\n' },
        ],
        async () => {
          await page.getByText('Drop files to read their spans').waitFor();
          await page.screenshot({ path: join(SCREENSHOTS, 'files-drop-1280-light.png') });
        },
      );
      const dialog = page.getByRole('dialog', { name: 'Open files' });
      await dialog.getByText('packed.bin').waitFor();
      expect(await dialog.getByText(/are added to those that this explorer keeps/).count()).toBe(1);
      expect((await explorer.fetchAnswer<{ spans: number }>(`${url}api/status`)).spans).toBe(0);
      await page.screenshot({ path: join(SCREENSHOTS, 'files-confirm-1280-light.png') });
      await dialog.getByRole('button', { name: 'Read 3 files' }).click();
      await dialog.getByText('Read 2 spans from 3 files (OTLP JSON); 1 problem.').waitFor();
      await waitForText(
        dialog.getByRole('list', { name: 'Problems' }),
        /^letter\.txt, line 1: this is no JSON: \{ or \[ is expected, and here is "D"/,
      );
      await page.screenshot({ path: join(SCREENSHOTS, 'files-result-1280-light.png') });
      await dialog
        .getByRole('link', { name: /^Trace / })
        .first()
        .click();
      await page.getByRole('heading', { name: /^From / }).waitFor();
      expect(await page.getByRole('dialog').count()).toBe(0);
      expect(browserErrors).toEqual([]);
    });

    test('Files are chosen with the keyboard alone, in a dialog that has a name for everything', async () => {
      const { url } = await explorer.startExplorer();
      const { page } = await explorer.openPage('', { url, viewport: NARROW, colorScheme: 'dark' });
      await page.getByRole('button', { name: 'Open files' }).waitFor();
      await page.keyboard.press('o');
      const dialog = page.getByRole('dialog', { name: 'Open files' });
      expect(await dialog.getByRole('button', { name: 'Read files' }).isDisabled()).toBe(true);
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        dialog.getByLabel('Files').press('Enter'),
      ]);
      const { name, content } = fileOf(0x7003, 'chosen.json');
      await chooser.setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) });
      await page.screenshot({ path: join(SCREENSHOTS, 'files-confirm-390-dark.png') });
      await dialog.getByRole('button', { name: 'Read 1 file' }).press('Enter');
      await dialog.getByText('Read 1 span from chosen.json (OTLP JSON).').waitFor();
      expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/^Read 1 span/);
      await page.screenshot({ path: join(SCREENSHOTS, 'files-result-390-dark.png') });
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: /^From chosen\.json/ }).waitFor();
      expect(await page.getByRole('dialog').count()).toBe(0);
    });

    test('A text that is dragged over the page is no file, and a cancelled drop changes nothing', async () => {
      const { url } = await explorer.startExplorer();
      const { page } = await explorer.openPage('', { url });
      await page.getByRole('heading', { name: 'Waiting for the first span' }).waitFor();
      const text = await page.evaluateHandle(() => {
        const transfer = new DataTransfer();
        transfer.setData('text/plain', 'a');
        return transfer;
      });
      await page.dispatchEvent('main', 'dragenter', { dataTransfer: text });
      expect(await page.getByText('Drop files to read their spans').count()).toBe(0);
      await drop(page, [fileOf(0x7004, 'a.json')]);
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
      expect(await page.getByRole('dialog').count()).toBe(0);
      expect((await explorer.fetchAnswer<{ spans: number }>(`${url}api/status`)).spans).toBe(0);
    });

    async function exportFrom(page: Page, trace: string): Promise<Buffer> {
      await page.locator('summary', { hasText: 'Export' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Spans (OTLP)' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe(`spanlink-${trace.slice(0, 8)}.jsonl`);
      return readFileSync(await download.path());
    }

    test('A chain is exported from its view, and opened elsewhere it is the same chain', async () => {
      const { shipment } = explorer.story;
      const path = `chain?trace=${shipment.traceId}&span=${shipment.spanId}`;
      const { page } = await explorer.openPage(`?view=chain&trace=${shipment.traceId}&span=${shipment.spanId}`);
      const content = await exportFrom(page, shipment.traceId);
      const { url } = await explorer.startExplorer();
      await fetch(`${url}api/files?name=export.jsonl`, { method: 'POST', body: new Uint8Array(content) });
      const [before, after] = await Promise.all(
        [explorer.url, url].map((base) => explorer.fetchAnswer<ChainAnswer>(`${base}api/${path}`)),
      );
      expect(before?.traces.length).toBeGreaterThan(1);
      expect(after).toEqual(before);
    });

    test('A graph is exported from the timeline, and dropped elsewhere it is the same graph', async () => {
      const { order } = explorer.story;
      const { page } = await explorer.openPage(`?view=timeline&trace=${order.traceId}&hops=10`);
      await page.locator('canvas[data-bars]').waitFor();
      const content = await exportFrom(page, order.traceId);
      const { url } = await explorer.startExplorer();
      const other = await explorer.openPage('', { url });
      await other.page.getByRole('heading', { name: 'Waiting for the first span' }).waitFor();
      await drop(other.page, [{ name: 'export.jsonl', content }]);
      await other.page.getByRole('button', { name: 'Read 1 file' }).click();
      await other.page.getByText(/^Read \d+ spans from export\.jsonl \(OTLP JSON\)\.$/).waitFor();
      const path = `api/graph?trace=${order.traceId}&hops=10`;
      const [before, after] = await Promise.all(
        [explorer.url, url].map((base) => explorer.fetchAnswer<GraphAnswer>(`${base}${path}`)),
      );
      const facts = (graph: GraphAnswer | undefined): unknown =>
        graph?.spans.map(({ traceId, spanId, name, service, start }) => [traceId, spanId, name, service, start]);
      expect(facts(after)).toEqual(facts(before));
      expect(after?.links).toEqual(before?.links);
    });
  });
}
