/** A data folder with spans of two days, which a test damages, and what is told of it when it is opened. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openEmbedded } from '../../server/store/embedded.js';
import type { Store, StoreOptions } from '../../server/store/open-store.js';
import type { SpanRow } from '../../server/store/span-row.js';
import { partsOf } from '../cli/filled-folder';
import { newFolder, openForTest } from './folder.js';
import { link, span } from './spans.js';

export const DAY = 86_400_000;
export const NOW = Date.now();
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
export const [TODAY, OLD_DAY] = [dayOf(NOW), dayOf(NOW - 21 * DAY)];

/** Two spans of each trace from `first` on, which started so many days ago, and link to trace 9999. */
export const spansOf = (first: number, traces: number, daysAgo: number = 0): SpanRow[] =>
  Array.from({ length: 2 * traces }, (_, index) =>
    span(first + (index >> 1), 10 * first + index, {
      time: BigInt(NOW - daysAgo * DAY) * 1_000_000n,
      received: BigInt(Date.now()) * 1_000_000n,
      links: [link(9999, 1)],
    }),
  );

/** A folder with six spans of today in traces 1 to 3, and four of three weeks ago in traces 101 and 102. */
export async function filledFolder(end: 'closed' | 'killed' = 'closed', options: StoreOptions = {}): Promise<string> {
  const data = newFolder();
  const store = await openForTest({ data, ...options });
  await store.insert(spansOf(1, 3));
  await store.insert(spansOf(101, 2, 21));
  return end === 'closed' ? store.close().then(() => data) : killed(store, data);
}

/** Returns a copy of a folder as a process leaves it that is killed now. */
export async function killed(store: Store, data: string): Promise<string> {
  const copy = newFolder();
  // a file that is being written is renamed meanwhile
  const filter = (path: string): boolean => !path.endsWith('.new');
  cpSync(data, copy, { recursive: true, verbatimSymlinks: true, filter });
  await store.close();
  return copy;
}

/** Opens a folder, and returns what was told of it. */
export async function openTold(data: string, options: StoreOptions = {}): Promise<{ store: Store; notices: string[] }> {
  const notices: string[] = [];
  const store = await openForTest({ data, onNotice: (notice) => notices.push(notice), ...options });
  return { store, notices };
}

/** Opens and closes a folder, and returns what was told of it. */
export async function told(
  data: string,
  options: StoreOptions = {},
): Promise<{ lost: Store['lost']; notices: string[] }> {
  const { store, notices } = await openTold(data, options);
  await store.close();
  return { lost: store.lost, notices };
}

/** Runs statements in a folder that no explorer has open. */
export async function engineOn(data: string, ...statements: string[]): Promise<void> {
  const engine = await openEmbedded(data, 'default');
  for (const statement of statements) await engine.command(statement);
  await engine.close();
}

export const remove = (part: string | undefined): void => rmSync(part ?? '', { recursive: true });
export const recordOf = (data: string): string => join(data, 'spanlink_losses.json');
export const [oldPart, newPart] = [0, 1].map(
  (index) => (data: string) => partsOf(data, 'otel_traces')[index] ?? '',
) as [(data: string) => string, (data: string) => string];
