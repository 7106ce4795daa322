// Sends spans with one link each to an OTLP endpoint over HTTP, from many senders at once, each of which waits for an
// answer.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { requestOf } from './spans.mjs';

// the batch size of SDKs
export const BATCH = 512;

/** Sends at least so many spans, and returns the number of them, how long that took, and what the answers were like. */
export async function sendSpans(url, spans, senders) {
  const agent = new Agent({ keepAlive: true, maxSockets: senders });
  const times = [];
  let next = 0;
  let again = 0;
  const sender = async ({ body, renew }) => {
    while (next < spans / BATCH) {
      renew();
      next += 1;
      const began = performance.now();
      while ((await send(url, agent, body)) !== 200) again += 1;
      times.push(performance.now() - began);
    }
  };
  const requests = Array.from({ length: senders }, () => requestOf(BATCH));
  const began = performance.now();
  await Promise.all(requests.map(sender));
  const seconds = (performance.now() - began) / 1000;
  agent.destroy();
  times.sort((a, b) => a - b);
  return { spans: times.length * BATCH, seconds, again, p99: times[Math.floor(times.length * 0.99)] };
}

/** Posts a request of OTLP in protobuf, and resolves with the status of its answer. */
export const send = (url, agent, body) =>
  new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method: 'POST', agent, headers: { 'content-type': 'application/x-protobuf', 'content-length': body.length } },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });

// of Linux, on all machines that Node.js runs on
const TICKS_PER_SECOND = 100;

/** Returns the seconds of processor time that a process has taken, with all of its threads. */
export function processorTimeOf(pid) {
  const [utime, stime] = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
    .slice(11, 13);
  return (Number(utime) + Number(stime)) / TICKS_PER_SECOND;
}
