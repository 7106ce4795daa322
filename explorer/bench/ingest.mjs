// Ingests spans with one link each, from OTLP in protobuf over HTTP to disk, and the same rows from memory into the
// engine.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requestOf } from './spans.mjs';

const SPANS = 600_000;
const ROUNDS = 5;
// the batch size of SDKs
const BATCH = 512;
// concurrent clients: with half of them, inserts are smaller, and a third fewer spans are stored
const SENDERS = Number(process.env.SENDERS ?? 64);

const start = (...args) => fork(fileURLToPath(new URL('ingest-process.mjs', import.meta.url)), args.map(String));
const answer = async (child) => (await once(child, 'message'))[0];

/** Runs both in turn, and returns the medians for the report. */
export async function ingest() {
  const rounds = [];
  const folder = mkdtempSync(join(tmpdir(), 'spanlink-bench-'));
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      const received = await receive(join(folder, `receive ${round}`));
      const engine = await direct(join(folder, `engine ${round}`));
      const synced = await receive(join(folder, `synced ${round}`), 'fsync');
      rounds.push({ received, engine, synced });
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
      value: Math.round(median(({ received }) => received.processor) * 1e6),
    },
    {
      what: 'processor time a span, the engine, µs',
      value: Math.round(median(({ engine }) => engine.processor) * 1e6),
    },
    {
      what: 'bytes on disk a span, of which the index',
      value: `${median(({ received }) => received.disk)}, ${median(({ received }) => received.index)}`,
    },
    { what: 'most resident memory, MB', value: Math.max(...rounds.map(({ received }) => received.megabytes)) },
    { what: 'p99 of a request, ms', value: Math.round(median(({ received }) => received.p99)) },
    { what: 'requests told to come again', value: Math.max(...rounds.map(({ received }) => received.again)) },
  ];
}

async function receive(data, ...options) {
  const child = start('receive', data, ...options);
  const { http } = await answer(child);
  const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
  const times = [];
  let next = 0;
  let again = 0;
  const sender = async ({ body, renew }) => {
    while (next < SPANS / BATCH) {
      renew();
      next += 1;
      const began = performance.now();
      while ((await send(http, agent, body)) !== 200) again += 1;
      times.push(performance.now() - began);
    }
  };
  const requests = Array.from({ length: SENDERS }, () => requestOf(BATCH));
  const began = performance.now();
  await Promise.all(requests.map(sender));
  const seconds = (performance.now() - began) / 1000;
  child.send('end');
  const { links, bytes, megabytes, processor } = await answer(child);
  await once(child, 'exit');
  const spans = times.length * BATCH;
  if (links !== spans) throw new Error(`${spans} spans were acknowledged, and ${links} links are in the index.`);
  times.sort((a, b) => a - b);
  return {
    rate: spans / seconds,
    disk: Math.round((bytes.spans + bytes.index) / spans),
    index: Math.round(bytes.index / spans),
    megabytes,
    again,
    processor: processor / spans,
    p99: times[Math.floor(times.length * 0.99)],
  };
}

const send = (address, agent, body) =>
  new Promise((resolve, reject) => {
    const sent = request(
      `http://${address}/v1/traces`,
      { method: 'POST', agent, headers: { 'content-type': 'application/x-protobuf', 'content-length': body.length } },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });

async function direct(data) {
  const child = start('engine', data, SPANS, BATCH);
  const { seconds, processor } = await answer(child);
  await once(child, 'exit');
  return { rate: SPANS / seconds, processor: processor / SPANS };
}
