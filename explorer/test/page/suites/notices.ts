/** Notices of what was left out, where nothing is left to show beside them; and exports of all that is shown. */
import { readFileSync } from 'node:fs';
import type { GraphAnswer, RunAnswer } from '../../../api/answers';
import type { ExplorerFixture } from '../explorer-page';
import { linkTo, SpanBuilder, type TestSpan, toOtlp } from '../fixtures/spans';
import type { Started } from '../../cli/command';

export function noticesSuite(explorer: ExplorerFixture): void {
  describe('Notices', () => {
    let started: Started;
    beforeAll(async () => void (started = await explorer.startExplorer()), 60_000);
    afterAll(() => started.stop());

    const send = async (spans: readonly TestSpan[]): Promise<void> => {
      const { status } = await fetch(`${started.http}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(toOtlp(spans)),
      });
      expect(status).toBe(200);
    };

    test('A search that its bound of hops left without results says so, and its button finds them', async () => {
      const builder = new SpanBuilder();
      const start = Date.now() * 1000 - 6e7;
      let before = builder.root('first', 'line', start, 1000);
      for (let hop = 1; hop <= 12; hop += 1) {
        const name = hop === 12 ? 'last' : `hop ${hop}`;
        before = builder.root(name, 'line', start + hop * 1e6, 1000, { links: [linkTo(before, 'next')] });
      }
      await send(builder.spans);
      const { page } = await explorer.openPage('?name=last&causedBy.name=first', { url: started.url });
      await page.getByText('No matching traces').waitFor();
      await page.getByText('cut at 10 hops').waitFor();
      await page.getByRole('button', { name: 'Show up to 20 hops' }).click();
      await page.locator('.result').filter({ hasText: 'last' }).waitFor();
      expect(await page.locator('.notice').count()).toBe(0);
    });

    test('The attributes that the page asks for, where there are no runs, make a run with an attempt', async () => {
      const { page } = await explorer.openPage('?view=runs', { url: started.url });
      await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
      const keys = await page.getByRole('main').locator('code').allTextContents();
      const values = ['run-1', 'checkout', 'charge', '3'];
      expect(keys).toHaveLength(values.length);
      const attributes = Object.fromEntries(keys.map((key, index) => [key, values[index] ?? '']));
      const builder = new SpanBuilder();
      const { traceId } = builder.root('charge', 'shop', Date.now() * 1000, 1000, { attributes });
      await send(builder.spans.map((span) => ({ ...span, traceId: traceId.replace(/^../, 'ab') })));
      const { attempts } = (await (await fetch(`${started.url}api/runs/checkout/run-1`)).json()) as RunAnswer;
      expect(attempts.map(({ stage, attempt }) => [stage, attempt])).toEqual([['charge', 3]]);
    });

    test('All that a graph and a timeline show is exported, and buttons raise their bound of links', async () => {
      const builder = new SpanBuilder();
      const start = Date.now() * 1000 - 6e7;
      const cause = builder.root('cause', 'many', start, 1000);
      for (let effect = 0; effect < 60; effect += 1)
        builder.root(`effect ${effect}`, 'many', start + 1e6 + effect, 1000, { links: [linkTo(cause, 'message')] });
      const spans = builder.spans.map((span) => ({
        ...span,
        traceId: span.traceId.replace(/^../, 'cd'),
        links: span.links.map(({ attributes, to }) => ({
          attributes,
          to: { ...to, traceId: to.traceId.replace(/^../, 'cd') },
        })),
      }));
      await send(spans);
      const trace = spans[0]?.traceId ?? '';
      for (const [view, shown] of [
        ['timeline', '[role=treeitem][aria-level="1"]'],
        ['graph', '.react-flow__node'],
      ] as const) {
        const { page } = await explorer.openPage(`?view=${view}&trace=${trace}&links=2`, { url: started.url });
        await page.getByText('cut at 2 links').waitFor();
        await page.getByRole('button', { name: 'Show up to 100 links' }).click();
        await page
          .locator('.toolbar')
          .getByText(/61 traces, .*60 (links|edges)/)
          .waitFor();
        await page.locator(shown).first().waitFor();
        expect(await page.locator('.notice').count()).toBe(0);
        await page.locator('summary', { hasText: 'Export' }).click();
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('link', { name: 'Spans (OTLP)' }).click(),
        ]);
        const other = await explorer.startExplorer();
        const content = new Uint8Array(readFileSync(await download.path()));
        await fetch(`${other.url}api/files?name=export.jsonl`, { method: 'POST', body: content });
        const query = `api/graph?trace=${trace}&traces=200`;
        const [before, after] = await Promise.all(
          [started.url, other.url].map(
            async (url): Promise<GraphAnswer> => (await (await fetch(`${url}${query}`)).json()) as GraphAnswer,
          ),
        );
        expect(before?.lanes).toHaveLength(61);
        expect(after).toEqual(before);
        await other.stop();
      }
    });
  });
}
