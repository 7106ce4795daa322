/** Turns of one conversation, each in a process of its own, some of which fail or are killed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProcess } from '../fixtures/processes';

const folder = mkdtempSync(join(tmpdir(), 'spanlink-agents-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface PrintedTurn {
  readonly span: string;
  readonly links: readonly string[];
}

async function answer(conversation: string, end: 'completed' | 'failed' | 'killed', id?: string): Promise<PrintedTurn> {
  const file = join(folder, 'ledger.db');
  const { stdout, stderr } = await runProcess('agent-turn', file, conversation, end, ...(id === undefined ? [] : [id]));
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as PrintedTurn;
}

test('turns are linked across restarts, and past those that were killed', async () => {
  const first = await answer('chat', 'completed');
  const second = await answer('chat', 'completed');
  const killed = await answer('chat', 'killed');
  const alsoKilled = await answer('chat', 'killed');
  const last = await answer('chat', 'completed');
  expect(first.links).toEqual([]);
  expect(second.links).toEqual([`turn ${first.span}`]);
  expect(killed.links).toEqual([`turn ${second.span}`]);
  // nobody has the spans of those that were killed
  expect(alsoKilled.links).toEqual([`turn ${killed.span}`, `turn ${second.span}`]);
  expect(last.links).toEqual([`turn ${alsoKilled.span}`, `turn ${second.span}`]);
});

test('a turn that failed or was killed is taken up by its id', async () => {
  const first = await answer('retried', 'completed', 'q1');
  const killed = await answer('retried', 'killed', 'q2');
  const failed = await answer('retried', 'failed', 'q2');
  const done = await answer('retried', 'completed', 'q2');
  const next = await answer('retried', 'completed', 'q3');
  expect(failed.links).toEqual([`resumes ${killed.span}`, `turn ${first.span}`]);
  expect(done.links).toEqual([`retry_of ${failed.span}`, `resumes ${killed.span}`, `turn ${first.span}`]);
  expect(next.links).toEqual([`turn ${done.span}`]);
});

test('turns in several processes at once are each linked to one that had begun', async () => {
  const first = await answer('at once', 'completed');
  const all = await Promise.all([1, 2, 3].map(() => answer('at once', 'completed')));
  const begun = new Set([first, ...all].map(({ span }) => `turn ${span}`));
  for (const { span, links } of all) {
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(begun).toContain(link);
    expect(links).not.toContain(`turn ${span}`);
  }
});
