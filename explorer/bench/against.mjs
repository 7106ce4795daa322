// Sends the same spans to another OTLP endpoint, in turn with the explorer: `--against jaeger=URL,pid`.
import { processorTimeOf, sendSpans } from './send.mjs';

/** Reads the value of the option: the name of a receiver, its URL, and the process whose processor time is counted. */
export function readAgainst(text) {
  const [, name, url, pid] = /^(\w+)=(https?:\/\/[^,]+),(\d+)$/.exec(text ?? '') ?? [];
  if (name === undefined)
    throw new Error(
      `--against is a name, a URL and the id of a process, jaeger=http://127.0.0.1:4318,1234; not ${text}.`,
    );
  const { pathname } = new URL(url);
  return { name, url: pathname === '/' ? new URL('/v1/traces', url).href : url, pid: Number(pid) };
}

/** Sends spans, and measures as for the explorer. */
export async function receiveBy({ url, pid }, count, senders) {
  const before = processorTimeOf(pid);
  const { spans, seconds, p99 } = await sendSpans(url, count, senders);
  return { rate: spans / seconds, processor: (processorTimeOf(pid) - before) / spans, p99 };
}

/** Returns the lines of the report. */
export const reportAgainst = (name, median) => [
  { what: `spans/s, ${name}`, value: Math.round(median(({ other }) => other.rate)) },
  {
    what: `ratio to ${name}`,
    value: Number(median(({ received, other }) => received.rate / other.rate).toFixed(2)),
    atLeast: 1,
  },
  {
    what: `processor time a span, ${name}, µs`,
    value: Number((median(({ other }) => other.processor) * 1e6).toFixed(1)),
  },
  {
    what: `ratio to ${name}`,
    value: Number(median(({ received, other }) => received.processor / other.processor).toFixed(2)),
    atMost: 1,
  },
];
