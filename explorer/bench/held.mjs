// Holds spans by the million, and measures whether deciding and forwarding notice: what a span costs, and how long the
// first cause of a failure takes to be on its way, whose trace came at the very beginning.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { types } from '../dist/server/otlp/otlp-messages.js';
import { openBackend } from './backend.mjs';
import { processorTimeOf } from './send.mjs';
import { sendAll, sendUntilTaken, startReceiver } from './start-receiver.mjs';
import { DECISION_WAIT_MS, RULES, storyRequests } from './stories.mjs';

const MILLION = 1_000_000;
const HELD = Number(process.env.HELD ?? 10 * MILLION);
// made and sent at once
const CHUNK = 250_000;
const CHUNKS_OF_MILLION = MILLION / CHUNK;
const SENDERS = 32;
const FAILURES = 100;
const PAUSE_MS = 100;
const MAX_WAIT_MS = 60_000;
const REQUEST = types.lookupType('ExportTraceServiceRequest');

/** Measures the first and the last million spans of ten (`HELD=`), beside receiving alone, and returns the report. */
export async function held() {
  const folder = mkdtempSync(join(tmpdir(), 'spanlink-bench-'));
  const backend = await openBackend();
  const alone = await receiver(join(folder, 'alone'));
  const keeping = await receiver(join(folder, 'keeping'), backend.url);
  try {
    const stories = [];
    let few;
    for (let spans = 0; spans < HELD; spans += CHUNK) {
      const { requests, chains } = storyRequests(CHUNK);
      for (const each of [alone, keeping]) await each.receive(requests);
      // those that came first, and are no longer in memory at the end
      if (spans === 0) stories.push(...chains);
      if (spans + CHUNK === MILLION) few = await fail(stories.splice(0, 2 * FAILURES), keeping.post, backend);
    }
    const many = await fail(stories, keeping.post, backend);
    const millions = HELD / MILLION;
    const costOf = (of) => of(keeping) - of(alone);
    const [first, last] = [costOf((one) => one.firstMillion()), costOf((one) => one.lastMillion())];
    const rounded = (value) => Number(value.toFixed(1));
    return [
      { what: 'the first million: µs a span, received alone', value: rounded(alone.firstMillion()) },
      { what: 'the first million: µs a span, kept', value: rounded(keeping.firstMillion()) },
      { what: `the last of ${millions} millions: µs a span, received alone`, value: rounded(alone.lastMillion()) },
      { what: `the last of ${millions} millions: µs a span, kept`, value: rounded(keeping.lastMillion()) },
      { what: 'what keeping costs of the last to the first', value: Number((last / first).toFixed(2)), atMost: 1.3 },
      { what: 'with 1 million held: s to the first cause, median', value: few.median },
      { what: 'with 1 million held: s to the first cause, p99', value: few.p99, atMost: 2 },
      { what: `with ${millions} million held: s, median`, value: many.median },
      { what: `with ${millions} million held: s, p99`, value: many.p99, atMost: 2 },
    ];
  } finally {
    for (const each of [alone, keeping]) await each.close();
    backend.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts a process that receives, and keeps if it is told where to. */
async function receiver(data, ...to) {
  const { url, pid, end } = await startReceiver([data, RULES, ...to]);
  const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
  // its processor time before each chunk: what it does of one after that came is part of it
  const before = [];
  const microseconds = (from, to = processorTimeOf(pid)) => ((to - from) * 1e6) / MILLION;
  return {
    post: (body) => sendUntilTaken(url, agent, body),
    receive: async (requests) => {
      before.push(processorTimeOf(pid));
      await sendAll(url, agent, requests);
    },
    firstMillion: () => microseconds(before[0], before[CHUNKS_OF_MILLION]),
    lastMillion: () => microseconds(before.at(-CHUNKS_OF_MILLION)),
    close: async () => {
      await end();
      agent.destroy();
    },
  };
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
