/** A data folder with spans of two days, whose files a test then damages. */
import { readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { StatusAnswer } from '../../api/answers';
import { newFolder } from '../store/folder';
import { spanIdOf, traceIdOf } from '../store/spans';
import { explorer } from './command';

const DAY = 86_400_000;
const NOW = Date.now();
/** The day of the newest spans in UTC, also where a test takes past midnight. */
export const TODAY = new Date(NOW).toISOString().slice(0, 10);
export const NO_PORTS = ['--port', '0', '--otlp-http-port', '0', '--otlp-grpc-port', 'off'];

/** Sends spans of traces from `first` on, ten of each, that link to trace 9999, so many days ago. */
export async function sendDaysAgo(http: string, first: number, traces: number, daysAgo: number): Promise<void> {
  const start = BigInt(NOW - daysAgo * DAY) * 1_000_000n;
  const spans = Array.from({ length: traces * 10 }, (_, index) => ({
    traceId: traceIdOf(first + Math.floor(index / 10)),
    spanId: spanIdOf(first * 100 + index),
    name: 'work',
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + 1000n),
    links: [{ traceId: traceIdOf(9999), spanId: spanIdOf(1) }],
  }));
  const response = await fetch(`${http}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }),
  });
  expect(response.status).toBe(200);
}

/**
 * A folder with 300 spans of today in traces 1 to 30, and 50 of three weeks ago in traces 101 to 105.
 *
 * @param signal ends the explorer that received them
 */
export async function filledFolder(signal: NodeJS.Signals = 'SIGINT'): Promise<string> {
  const data = join(newFolder(), 'data');
  const { http, stop } = await explorer(['--data', data]);
  await sendDaysAgo(http, 1, 30, 0);
  await sendDaysAgo(http, 101, 5, 21);
  await stop(signal);
  return data;
}

/** Returns the folders of a table's parts, the first in time first. */
export const partsOf = (data: string, table: string): string[] => {
  const folder = realpathSync(join(data, 'data', 'default', table));
  return readdirSync(folder)
    .filter((name) => /^\d{8}_/.test(name))
    .sort()
    .map((name) => join(folder, name));
};

export const statusOf = async (url: string): Promise<StatusAnswer> =>
  (await (await fetch(`${url}api/status`)).json()) as StatusAnswer;
