/** What the page shows of agents: conversations, their steps by agent, and what they took. */
import type { Locator, Page } from 'playwright-core';
import { waitForText, type ExplorerFixture } from '../explorer-page';
import { SpanBuilder, toOtlp, type TestSpan, type TestSpanOptions } from '../fixtures/spans';

const CHAT = 'chat/42 & more';
const S = 1_000_000;

const link = (to: TestSpan, relation: string): TestSpan['links'][number] => ({
  to,
  attributes: { 'spanlink.relation': relation },
});

const step = (operation: string, agent: string, more: Readonly<Record<string, string>> = {}): TestSpanOptions => ({
  attributes: {
    'gen_ai.conversation.id': CHAT,
    'gen_ai.operation.name': operation,
    'gen_ai.agent.name': agent,
    ...more,
  },
});

const tokens = (input: number, output: number, cost?: string): Record<string, string> => ({
  'gen_ai.usage.input_tokens': String(input),
  'gen_ai.usage.output_tokens': String(output),
  ...(cost !== undefined && { 'gen_ai.usage.cost': cost }),
});

/** A planner delegates to a researcher, whose first attempt fails; a second turn refers to the first. */
function conversation(): { spans: readonly TestSpan[]; first: TestSpan; failed: TestSpan } {
  const builder = new SpanBuilder();
  const now = Date.now() * 1000 - 60 * S;
  const first = builder.root(
    'invoke_agent planner',
    'planner',
    now,
    9 * S,
    step('invoke_agent', 'planner', tokens(900, 80)),
  );
  const plan = builder.child(first, 'plan planner', S / 10, 2 * S, step('plan', 'planner'));
  // the call of a model names no conversation
  builder.child(plan, 'chat large', S / 10, S, {
    attributes: { 'gen_ai.operation.name': 'chat', ...tokens(1_200, 60, '0.02') },
  });
  const task = (start: number, duration: number, attempt: string, more: TestSpanOptions = {}): TestSpan =>
    builder.root('invoke_agent researcher', 'researcher', start, duration, {
      ...step('invoke_agent', 'researcher', { 'spanlink.task.id': 'q1', 'spanlink.task.attempt': attempt }),
      ...more,
    });
  const failed = task(now + 3 * S, S, '1', { status: 'error', links: [link(plan, 'delegated')] });
  const retried = task(now + 5 * S, 2 * S, '2', { links: [link(plan, 'delegated'), link(failed, 'retry_of')] });
  builder.child(
    retried,
    'execute_tool search',
    S / 10,
    S,
    step('execute_tool', 'researcher', { 'gen_ai.tool.name': 'search' }),
  );
  builder.root('invoke_agent planner', 'planner', now + 40 * S, 3 * S, {
    ...step('invoke_agent', 'planner'),
    links: [link(first, 'turn'), link(retried, 'tool_result')],
  });
  return { spans: builder.spans, first, failed };
}

export function agentsSuite(explorer: ExplorerFixture): void {
  describe('Agents', () => {
    const { spans, first, failed } = conversation();
    let url = '';
    let stop: () => Promise<unknown> = () => Promise.resolve();

    beforeAll(async () => {
      const started = await explorer.startExplorer();
      url = started.url;
      stop = started.stop;
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify(toOtlp(spans));
      expect((await fetch(`${started.http}/v1/traces`, { method: 'POST', headers, body })).status).toBe(200);
    });
    afterAll(() => stop());

    const lane = (page: Page, agent: string): Locator =>
      page.locator('.stage').filter({ has: page.getByRole('heading', { name: agent }) });

    test('A conversation is listed beside runs, and shows its steps by agent, with what led to each', async () => {
      const { page, browserErrors } = await explorer.openPage('?view=runs', { url });
      await page.getByRole('button', { name: 'Conversations' }).click();
      await waitForText(page.getByRole('row').nth(1), /planner, researcher.*▲ 1$/);
      await page.getByRole('link', { name: CHAT }).click();
      await waitForText(
        page.locator('.toolbar-title'),
        /2 agents, 6 steps, 5 links, 1,200 tokens in, 80 out, cost 0.02/,
      );

      const planner = lane(page, 'planner').locator('.item');
      await waitForText(planner.nth(0), /turn✓ 9 s.*900 tokens in, 80 out/);
      await waitForText(planner.nth(1), /plan✓ 2 s/);
      await waitForText(planner.nth(2), /turn✓ 3 s/);
      await waitForText(planner.nth(2), /← turn planner/);
      await waitForText(planner.nth(2), /← tool_result researcher/);
      const researcher = lane(page, 'researcher').locator('.item');
      await waitForText(researcher.nth(0), /task▲ 1 s← delegated planner/);
      await waitForText(researcher.nth(1), /task, attempt 2✓ 2 s/);
      await waitForText(researcher.nth(1), /← delegated planner/);
      await waitForText(researcher.nth(1), /← retry_of researcher/);
      await waitForText(researcher.nth(2), /tool search✓ 1 s/);

      await researcher.nth(0).getByRole('link', { name: 'task: failed after 1 s' }).click();
      await page
        .getByRole('complementary', { name: 'Span details' })
        .getByRole('link', { name: 'Its conversation' })
        .click();
      await lane(page, 'researcher').waitFor();
      expect(new URL(page.url()).searchParams.get('conversation')).toBe(CHAT);
      expect(browserErrors).toEqual([]);
    });

    test('A conversation is found by its id, and one that is not there says so', async () => {
      const { page } = await explorer.openPage('?view=conversations', { url });
      const search = async (id: string): Promise<void> => {
        await page.getByLabel('Id of a conversation').fill(id);
        await page.keyboard.press('Enter');
      };
      await search(CHAT);
      await lane(page, 'planner').waitFor();
      await page.getByRole('link', { name: 'All conversations' }).click();
      await search('nobody');
      await waitForText(page.getByRole('alert'), /No span of the conversation "nobody" was received/);
    });

    test('A timeline and a graph sum the tokens and the cost of their story, each call once', async () => {
      const { page } = await explorer.openPage(`?view=timeline&trace=${failed.traceId}&hops=10`, { url });
      await waitForText(page.locator('.toolbar-title'), /4 traces.*1,200 tokens in, 80 out, cost 0\.02/);
      const graph = await explorer.openPage(`?view=graph&trace=${first.traceId}&hops=10`, { url });
      await waitForText(graph.page.locator('.toolbar-title'), /1,200 tokens in, 80 out, cost 0\.02/);
    });

    test('Stories without agents ask for no tokens', async () => {
      const { page } = await explorer.openPage('');
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.goto(`${explorer.url}?view=timeline&trace=${explorer.story.order.traceId}`);
      await waitForText(page.locator('.toolbar-title'), /\d+ traces?, \d+ spans/);
      expect(asked.filter((one) => one.includes('/api/graph'))).not.toEqual([]);
      expect(asked.filter((one) => one.includes('/api/usage'))).toEqual([]);
    });
  });
}
