// Holds spans by the million, and measures whether deciding and forwarding notice: what a span costs, and how long the
// first cause of a failure takes to be on its way, whose trace came at the very beginning.
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { types } from '../dist/server/otlp/otlp-messages.js';
import { openBackend } from './backend.mjs';
import { processorTimeOf, send } from './send.mjs';
import { DECISION_WAIT_MS, RULES, storyRequests } from './stories.mjs';

const MILLION = 1_000_000;
const HELD = Number(process.env.HELD ?? 10 * MILLION);
// made and sent at once
const CHUNK = 250_000;
const SENDERS = 32;
const FAILURES = 100;
const PAUSE_MS = 100;
const MAX_WAIT_MS = 60_000;
const REQUEST = types.lookupType('ExportTraceServiceRequest');

/** Measures at a million spans held, and at ten (`HELD=`), and returns both for the report. */
export async function held() {
  const folder = mkdtempSync(join(tmpdir(), 'spanlink-bench-'));
  const backend = await openBackend();
  const child = fork(fileURLToPath(new URL('keep-process.mjs', import.meta.url)), [folder, RULES, backend.url]);
  const [{ http }] = await once(child, 'message');
  const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
  const post = (body) => sendUntilTaken(`http://${http}/v1/traces`, agent, body);
  try {
    const stories = [];
    const found = {};
    for (let spans = 0; spans < HELD; spans += CHUNK) {
      const { requests, chains } = storyRequests(CHUNK);
      const before = processorTimeOf(child.pid);
      await Promise.all(
        Array.from({ length: SENDERS }, async () => {
          for (let body = requests.pop(); body; body = requests.pop()) await post(body);
        }),
      );
      const microseconds = ((processorTimeOf(child.pid) - before) * 1e6) / CHUNK;
      // those that came first, and are no longer in memory at the end
      if (spans === 0) stories.push(...chains);
      const now = spans + CHUNK;
      if (now === MILLION)
        found.few = { microseconds, ...(await fail(stories.splice(0, 2 * FAILURES), post, backend)) };
      if (now >= HELD) found.many = { microseconds, ...(await fail(stories, post, backend)) };
    }
    const millions = HELD / MILLION;
    const { few, many } = found;
    return [
      { what: 'with 1 million held: µs of processor time a span', value: Number(few.microseconds.toFixed(1)) },
      { what: `with ${millions} million held: µs a span`, value: Number(many.microseconds.toFixed(1)) },
      { what: 'ratio', value: Number((many.microseconds / few.microseconds).toFixed(2)), atMost: 1.3 },
      { what: 'with 1 million held: s to the first cause, p99', value: few.p99, atMost: 2 },
      { what: `with ${millions} million held: s, median`, value: many.median },
      { what: `with ${millions} million held: s, p99`, value: many.p99, atMost: 2 },
    ];
  } finally {
    child.send('end');
    await once(child, 'exit');
    agent.destroy();
    backend.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Sends failures of which each is led to by a story of its own, and returns the seconds beyond `decision_wait`. */
async function fail(stories, post, backend) {
  // without those that probability has kept
  const unsent = stories.filter(({ first }) => !backend.traces.has(first)).slice(0, FAILURES);
  const times = await Promise.all(
    unsent.map(async ({ first, last }, index) => {
      await setTimeout(index * PAUSE_MS);
      const arrived = backend.next(first);
      await post(failureLinkedTo(last));
      const began = performance.now();
      await Promise.race([arrived, setTimeout(MAX_WAIT_MS)]);
      return performance.now() - began - DECISION_WAIT_MS;
    }),
  );
  times.sort((a, b) => a - b);
  const seconds = (share) => Number((times[Math.ceil(times.length * share) - 1] / 1000).toFixed(2));
  return { median: seconds(0.5), p99: seconds(0.99) };
}

function failureLinkedTo({ traceId, spanId }) {
  const now = BigInt(Date.now()) * 1_000_000n;
  const time = { low: Number(BigInt.asIntN(32, now)), high: Number(now >> 32n), unsigned: true };
  const span = {
    traceId: randomBytes(16),
    spanId: randomBytes(8),
    name: 'fail',
    startTimeUnixNano: time,
    endTimeUnixNano: time,
    status: { code: 2 },
    links: [{ traceId, spanId }],
  };
  return Buffer.from(REQUEST.encode({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }).finish());
}

async function sendUntilTaken(url, agent, body) {
  while ((await send(url, agent, body)) !== 200) await setTimeout(PAUSE_MS);
}
