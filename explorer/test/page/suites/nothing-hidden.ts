/** What the page says of wrong clocks, of what SDKs dropped, of spans that share an id, and of lost spans. */
import { readdirSync, realpathSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { explorer as startExplorer } from '../../cli/command';
import { newFolder } from '../../store/folder';
import { spanIdOf, traceIdOf } from '../../store/spans';
import { waitForText, type ExplorerFixture } from '../explorer-page';

const HOUR = 3_600_000;

/** Sends spans of one service each, as OTLP/JSON. */
async function send(http: string, spans: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
  const resourceSpans = spans.map(({ service, ...span }) => ({
    resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
    scopeSpans: [{ spans: [span] }],
  }));
  const response = await fetch(`${http}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans }),
  });
  expect(response.status).toBe(200);
}

const timed = (from: number, ms: number): object => ({
  startTimeUnixNano: `${Math.round(from)}000000`,
  endTimeUnixNano: `${Math.round(from + ms)}000000`,
});

export function nothingHiddenSuite(explorer: ExplorerFixture): void {
  test('Spans from the future are marked, in the list and in their details, and hide no service', async () => {
    const started = await explorer.startExplorer();
    await send(started.http, [
      { service: 'right', traceId: traceIdOf(1), spanId: spanIdOf(1), name: 'now', ...timed(Date.now(), 1) },
      {
        service: 'ahead',
        traceId: traceIdOf(2),
        spanId: spanIdOf(2),
        name: 'later',
        ...timed(Date.now() + 2 * HOUR, 1),
      },
    ]);
    const { page, browserErrors } = await explorer.openPage('', { url: started.url });
    const later = page.locator('.result').filter({ hasText: 'later' });
    await later.getByText('from the future').waitFor();
    expect(await page.getByText('from the future').count()).toBe(1);
    await page.goto(
      new URL(`?view=timeline&trace=${traceIdOf(2)}&sel=${traceIdOf(2)}:${spanIdOf(2)}`, started.url).href,
    );
    await page.getByRole('complementary', { name: 'Span details' }).getByText('from the future').waitFor();
    await page.goto(new URL('?view=services', started.url).href);
    await page.locator('.react-flow__node').filter({ hasText: 'right' }).waitFor();
    await page.locator('.react-flow__node').filter({ hasText: 'ahead' }).waitFor();
    expect(browserErrors).toEqual([]);
    await started.stop();
  });

  test('The details show both spans of an id, the flags of links, and what was dropped', async () => {
    const started = await explorer.startExplorer();
    const now = Date.now();
    const id = { traceId: traceIdOf(1), spanId: spanIdOf(7) };
    await send(started.http, [
      { service: 'front', ...id, name: 'get', kind: 3, ...timed(now, 9) },
      {
        service: 'back',
        ...id,
        name: 'GET /',
        kind: 2,
        ...timed(now + 1, 5),
        droppedAttributesCount: 3,
        links: [
          { traceId: traceIdOf(9), spanId: spanIdOf(9), traceState: 'a=1', flags: 0x301, droppedAttributesCount: 2 },
        ],
      },
    ]);
    const { page, browserErrors } = await explorer.openPage(`?view=timeline&trace=${id.traceId}`, { url: started.url });
    const rows = page.getByRole('treeitem');
    await rows.filter({ hasText: 'get' }).first().waitFor();
    expect(await rows.filter({ hasText: /get|GET/ }).count()).toBeGreaterThanOrEqual(2);
    await page.goto(new URL(`?view=timeline&trace=${id.traceId}&sel=${id.traceId}:${id.spanId}:2`, started.url).href);
    const details = page.getByRole('complementary', { name: 'Span details' });
    await details.getByRole('heading', { name: 'GET /' }).waitFor();
    await details.getByText('Its SDK dropped 3 attributes, by its limits.').waitFor();
    await details.getByText('Its SDK dropped 2 attributes of it.').waitFor();
    await details.getByText('0x301, sampled, remote').waitFor();
    await details.getByText('a=1').waitFor();
    expect(browserErrors).toEqual([]);
    await started.stop();
  });

  test('Long lists and texts of a span, a run and a conversation are shown to their end on request', async () => {
    const started = await explorer.startExplorer();
    const now = Date.now();
    const text = (key: string, stringValue: string): object => ({ key, value: { stringValue } });
    const long = `long ${'x'.repeat(3_000)} end`;
    const numbered = (number: number): object => ({ traceId: traceIdOf(1), spanId: spanIdOf(number) });
    const events = Array.from({ length: 1_300 }, (_, index) => ({
      timeUnixNano: `${Math.round(now)}000000`,
      name: `event ${index + 1}`,
    }));
    await send(started.http, [
      {
        ...{ service: 'lists', ...numbered(1), name: 'many', ...timed(now, 9), events },
        status: { code: 2, message: long },
        attributes: [text('', 'of no key'), text(long, 'of a long key')],
      },
      ...Array.from({ length: 700 }, (_, index) => ({
        ...{ service: 'lists', ...numbered(index + 2), name: 'item', ...timed(now, 9) },
        attributes: [
          text('spanlink.workflow.name', 'loan'),
          text('spanlink.workflow.run_id', 'run'),
          text('spanlink.stage.name', 'check'),
          text('spanlink.stage.item', `item ${index + 1}`),
          text('gen_ai.conversation.id', 'talk'),
          text('gen_ai.operation.name', 'execute_tool'),
          text('gen_ai.tool.name', `tool ${index + 1}`),
        ],
      })),
    ]);
    const selected = `?view=timeline&trace=${traceIdOf(1)}&sel=${traceIdOf(1)}:${spanIdOf(1)}`;
    const { page, browserErrors } = await explorer.openPage(selected, { url: started.url });
    const details = page.getByRole('complementary', { name: 'Span details' });
    await details.getByText('(no key)').waitFor();
    await details.getByText('event 200', { exact: true }).waitFor();
    await details.getByText('300 more events not listed.').waitFor();
    await details.getByRole('button', { name: 'List up to 10,000' }).click();
    await details.getByRole('button', { name: 'Show 1,000 of 1,100 more events' }).click();
    await details.getByRole('button', { name: 'Show 100 more events' }).click();
    await details.getByText('event 1300', { exact: true }).waitFor();
    for (const place of ['.tags', 'dt']) {
      const shown = details.locator(place).filter({ hasText: 'long' });
      expect(await shown.textContent()).not.toContain('end');
      await shown.getByRole('button', { name: 'Show all 3,009 characters' }).click();
      await waitForText(shown, 'end');
    }
    for (const [view, more, last] of [
      ['view=run&workflow=loan&run=run', 'Show 500 more items', '.item >> nth=699'],
      ['view=conversation&conversation=talk', 'Show 200 more steps', '.item >> nth=699'],
    ] as const) {
      await page.goto(new URL(`?${view}`, started.url).href);
      await page.getByRole('button', { name: more }).click();
      await page.locator(last).waitFor();
    }
    expect(browserErrors).toEqual([]);
    await started.stop();
  });

  test('Lost spans are told on every view, with links to the traces that are torn', async () => {
    const data = join(newFolder(), 'data');
    const before = await startExplorer(['--data', data, '--no-open']);
    await send(before.http, [
      { service: 'a', traceId: traceIdOf(1), spanId: spanIdOf(1), name: 'torn', ...timed(Date.now(), 1) },
    ]);
    await before.stop();
    const table = realpathSync(join(data, 'data', 'default', 'otel_traces'));
    for (const name of readdirSync(table)) if (/^\d{8}_/.test(name)) truncateSync(join(table, name, 'data.bin'), 50);
    const started = await startExplorer(['--data', data, '--no-open']);
    const { page } = await explorer.openPage('?view=services', { url: started.url });
    const notice = page.getByRole('complementary', { name: 'Lost spans' });
    await notice.getByText('1 span lost').waitFor();
    await notice.getByRole('link', { name: traceIdOf(1).slice(0, 8) }).click();
    await page.getByRole('heading', { name: 'torn', level: 1 }).waitFor();
    await started.stop();
  });
}
