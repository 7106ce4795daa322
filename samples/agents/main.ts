/**
 * A planner delegates to two workers over a queue; these call tools of an MCP server, and one of them fails and is
 * retried. An hour later, a second turn refers to the first, and is handed over to a clerk. The planner of the first
 * turn is there no more by then: links say what belongs together, from the first question to the last answer.
 *
 * npm run sample:agents
 * npm run sample:agents -- --explore
 *
 * The queue and the ledger are files, and the model is a script, so that it needs no server and no network. It fails if
 * a link is missing.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpanKind } from '@opentelemetry/api';
import { inSpan, linksFrom, type SpanGuard } from 'spanlink';
import { renderTraces } from 'spanlink/console';
import { explore } from '../explore.js';
import { checkSpans } from './checks.js';
import { Mailboxes } from './mailboxes.js';
import type { Question, Reply } from './messages.js';
import { readSpans, startTelemetry } from './telemetry.js';

const CHAT = 'trip to Lisbon';
const QUESTIONS: Question[] = [
  { id: 'q1', chat: CHAT, text: 'Find a quiet hotel in Lisbon, and a train to it.' },
  { id: 'q2', chat: CHAT, text: 'Book the first one.' },
];

function start(script: string, run: AbortController, ...args: string[]): ChildProcess {
  const child = fork(new URL(script, import.meta.url), args, { signal: run.signal });
  child.on('error', (error) => run.abort(error));
  child.on('exit', (code, signal) => {
    if (code !== 0) run.abort(new Error(`${script} ended with ${code ?? signal}`));
  });
  return child;
}

/**
 * Asks as the user: the question is a span, and so is the answer's arrival.
 *
 * @param shown The arrival of the answer before, which the question comes after.
 * @returns the guard of the arrival's span.
 */
async function ask(
  mailboxes: Mailboxes,
  question: Question,
  shown: SpanGuard | undefined,
  { signal }: AbortController,
) {
  const asking = { kind: SpanKind.PRODUCER, links: linksFrom(shown, { relation: 'previous' }) };
  await inSpan(`ask ${question.id}`, asking, (span) => mailboxes.send('questions', question, span.carrier()));
  const { body, headers } = await mailboxes.take<Reply>('answers', signal);
  const showing = { kind: SpanKind.CONSUMER, links: linksFrom(headers, { relation: 'tool_result' }) };
  return inSpan(`show ${question.id}`, showing, (span) => {
    console.log(`> ${question.text}\n${body.text}`);
    return span;
  });
}

async function converse(folder: string, run: AbortController): Promise<void> {
  const telemetry = startTelemetry('user', folder);
  using mailboxes = await Mailboxes.open(join(folder, 'mailboxes.db'));

  // 1. Two processes of workers wait for tasks
  const workers = [
    start('./worker-process.ts', run, folder, 'researcher'),
    start('./worker-process.ts', run, folder, 'guide', 'clerk'),
  ];

  // 2. Each turn has a planner of its own, which remembers nothing: the ledger knows the turn before
  let shown: SpanGuard | undefined;
  for (const question of QUESTIONS) {
    const planner = start('./planner-process.ts', run, folder);
    const ended = once(planner, 'exit', { signal: run.signal });
    shown = await ask(mailboxes, question, shown, run);
    await ended;
  }

  for (const worker of workers) {
    const ended = once(worker, 'exit', { signal: run.signal });
    worker.send('stop');
    await ended;
  }
  await telemetry.shutdown();
}

async function main(): Promise<void> {
  const run = new AbortController();
  const deadline = setTimeout(() => run.abort(new Error('the run took longer than a minute')), 60_000);
  const folder = await mkdtemp(join(tmpdir(), 'agents-'));
  try {
    await converse(folder, run);

    // 3. Every trace as a tree, each link by the name of what it points to
    const spans = readSpans(folder);
    console.log(`\n${renderTraces(spans)}\n`);

    // 4. Nothing was lost on the way
    const checks = checkSpans(spans);
    for (const { label, passed } of checks) console.log(`${passed ? '✓' : '✗'} ${label}`);
    process.exitCode = checks.every(({ passed }) => passed) ? 0 : 1;
  } finally {
    clearTimeout(deadline);
    run.abort();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

await (process.argv.includes('--explore') ? explore(import.meta.url) : main());
