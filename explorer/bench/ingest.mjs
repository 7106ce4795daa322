// Ingests spans with one link each, from OTLP in protobuf over HTTP to disk, and the same rows from memory into the
// engine.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { receiveBy, reportAgainst } from './against.mjs';
import { BATCH, sendSpans } from './send.mjs';

const SPANS = 600_000;
const ROUNDS = 5;
// concurrent clients: with half of them, inserts are smaller, and a third fewer spans are stored
const SENDERS = Number(process.env.SENDERS ?? 64);

const start = (...args) => fork(fileURLToPath(new URL('ingest-process.mjs', import.meta.url)), args.map(String));
const answer = async (child) => (await once(child, 'message'))[0];

/** Runs all of them in turn, with another receiver if one is given, and returns the medians for the report. */
export async function ingest(against) {
  const rounds = [];
  const folder = mkdtempSync(join(tmpdir(), 'spanlink-bench-'));
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      const received = await receive(join(folder, `receive ${round}`));
      const engine = await direct(join(folder, `engine ${round}`));
      const synced = await receive(join(folder, `synced ${round}`), 'fsync');
      const other = against && (await receiveBy(against, SPANS, SENDERS));
      rounds.push({ received, engine, synced, other });
    }
  } finally {
    // not after each round: for minutes after deleting files, ext4 takes a millisecond to create one
    rmSync(folder, { recursive: true, force: true });
  }
  const median = (of) => rounds.map(of).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)];
  return [
    {
      what: 'spans/s, OTLP protobuf over HTTP to disk',
      value: Math.round(median(({ received }) => received.rate)),
      atLeast: 40_000,
    },
    { what: 'spans/s, the engine from memory', value: Math.round(median(({ engine }) => engine.rate)) },
    {
      what: 'ratio',
      value: Number(median(({ received, engine }) => received.rate / engine.rate).toFixed(2)),
      atLeast: 0.5,
    },
    {
      what: 'spans/s with --fsync',
      value: Math.round(median(({ synced }) => synced.rate)),
    },
    {
      what: 'ratio to without',
      value: Number(median(({ received, synced }) => synced.rate / received.rate).toFixed(2)),
    },
    { what: 'p99 of a request with --fsync, ms', value: Math.round(median(({ synced }) => synced.p99)) },
    // a busy machine affects these less
    {
      what: 'processor time a span, received, µs',
      value: Number((median(({ received }) => received.processor) * 1e6).toFixed(1)),
      atMost: 22,
    },
    {
      what: 'processor time a span, the engine, µs',
      value: Number((median(({ engine }) => engine.processor) * 1e6).toFixed(1)),
    },
    {
      what: 'bytes on disk a span, of which the index',
      value: `${median(({ received }) => received.disk)}, ${median(({ received }) => received.index)}`,
    },
    { what: 'most resident memory, MB', value: Math.max(...rounds.map(({ received }) => received.megabytes)) },
    { what: 'p99 of a request, ms', value: Math.round(median(({ received }) => received.p99)) },
    ...(against ? reportAgainst(against.name, median) : []),
    { what: 'requests told to come again', value: Math.max(...rounds.map(({ received }) => received.again)) },
  ];
}

async function receive(data, ...options) {
  const child = start('receive', data, ...options);
  const { http } = await answer(child);
  const { spans, seconds, again, p99 } = await sendSpans(`http://${http}/v1/traces`, SPANS, SENDERS);
  child.send('end');
  const { links, bytes, megabytes, processor } = await answer(child);
  await once(child, 'exit');
  if (links !== spans) throw new Error(`${spans} spans were acknowledged, and ${links} links are in the index.`);
  return {
    rate: spans / seconds,
    disk: Math.round((bytes.spans + bytes.index) / spans),
    index: Math.round(bytes.index / spans),
    megabytes,
    again,
    processor: processor / spans,
    p99,
  };
}

async function direct(data) {
  const child = start('engine', data, SPANS, BATCH);
  const { seconds, processor } = await answer(child);
  await once(child, 'exit');
  return { rate: SPANS / seconds, processor: processor / SPANS };
}
