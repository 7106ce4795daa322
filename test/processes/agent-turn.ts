/**
 * Answers one turn, and prints its span and links: `agent-turn.ts <ledger> <conversation> <end> [id]`. `end` is
 * `completed`, `failed`, or `killed` in the body.
 */
import { createClient } from '@libsql/client';
import { formatLink } from '../../index.js';
import { runTurn } from '../../integrations/agents/index.js';
import { recordSpans } from '../../integrations/testing/index.js';
import { SqliteLedger, useLedger } from '../../integrations/workflow/index.js';

const [file, conversation, end, id] = process.argv.slice(2) as [string, string, string, string?];
recordSpans();
const client = createClient({ url: `file:${file}`, timeout: 5_000 });
useLedger(new SqliteLedger(client), { timeout: 20_000 });

async function main(): Promise<void> {
  await runTurn({ agent: 'planner', conversation, id }, async (span) => {
    const { links } = span.span as unknown as { links: { context: never; attributes: Record<string, string> }[] };
    const all = links.map((link) => `${link.attributes['spanlink.relation']} ${formatLink(link.context)}`);
    await new Promise((written) => {
      process.stdout.write(JSON.stringify({ span: formatLink(span.spanContext()), links: all }), written);
    });
    if (end === 'killed') process.kill(process.pid, 'SIGKILL');
    if (end === 'failed') throw new Error('no tokens left');
  }).catch(() => undefined);
  client.close();
}

void main();
