// Receives stories with and without keeping 5 % of them, in turn: what keeping costs, and what of it is forwarded.
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBackend } from './backend.mjs';
import { sendAll, startReceiver } from './start-receiver.mjs';
import { RULES, storyRequests } from './stories.mjs';

const SPANS = Number(process.env.SPANS ?? 300_000);
const PAIRS = Number(process.env.PAIRS ?? 3);
const SENDERS = 32;

/** Runs both in turn, and returns the medians for the report. */
export async function keep() {
  const folder = mkdtempSync(join(tmpdir(), 'spanlink-bench-'));
  const backend = await openBackend();
  const rounds = [];
  try {
    for (let round = 0; round < PAIRS; round += 1) {
      const alone = await receive(join(folder, `alone ${round}`));
      const kept = await receive(join(folder, `kept ${round}`), backend.url);
      rounds.push({ alone, kept });
    }
  } finally {
    backend.close();
    rmSync(folder, { recursive: true, force: true });
  }
  const median = (of) => rounds.map(of).sort((a, b) => a - b)[Math.floor(PAIRS / 2)];
  const failed = rounds.flatMap(({ kept }) => kept.failed);
  const whole = failed.filter((story) => story.every((trace) => backend.traces.has(trace)));
  const disk = ({ bytes }, ...names) => names.reduce((sum, name) => sum + (bytes[name] ?? 0), 0) / SPANS;
  return [
    { what: 'failed stories kept whole, %', value: (100 * whole.length) / failed.length, atLeast: 100 },
    { what: 'spans/s, received and kept', value: Math.round(median(({ kept }) => kept.rate)), atLeast: 25_000 },
    { what: 'spans/s, received alone', value: Math.round(median(({ alone }) => alone.rate)) },
    { what: 'processor time a span, µs', value: Number((median(({ kept }) => kept.processor) * 1e6).toFixed(1)) },
    {
      what: 'ratio to receiving alone',
      value: Number(median(({ alone, kept }) => kept.processor / alone.processor).toFixed(2)),
      atMost: 1.6,
    },
    {
      what: 'bytes of fragments on disk a span',
      value: Math.round(median(({ kept }) => disk(kept, 'spanlink_fragments'))),
    },
    {
      what: 'bytes of all tables on disk a span',
      value: Math.round(median(({ kept }) => disk(kept, ...Object.keys(kept.bytes)))),
    },
    { what: 'seconds until all is decided and forwarded', value: Math.round(median(({ kept }) => kept.decided)) },
    { what: 'kilobytes forwarded', value: Math.round(backend.bytes() / PAIRS / 1000) },
    { what: 'most resident memory, MB', value: Math.max(...rounds.map(({ kept }) => kept.megabytes)) },
  ];
}

async function receive(data, ...to) {
  const { requests, failed } = storyRequests(SPANS);
  const receiver = await startReceiver([data, RULES, ...to], {
    ...(process.env.PROFILE && to.length > 0 && { execArgv: ['--cpu-prof', `--cpu-prof-dir=${process.env.PROFILE}`] }),
  });
  const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
  const began = performance.now();
  await sendAll(receiver.url, agent, requests);
  const seconds = (performance.now() - began) / 1000;
  const { processor, ...rest } = await receiver.end();
  return { ...rest, failed, rate: SPANS / seconds, processor: processor / SPANS };
}
