/** Reads what earlier processes held and did not decide on. */
import { readRecent } from './held/held-fragments.js';
import type { RecentFragment } from './held/held-fragments.js';
import type { HeldRequest } from './held-requests.js';
import type { KeepContext } from './keep-context.js';

/** The fragments that are read at once. */
const PAGE = 500;

/**
 * Returns what came since a time, in the order in which it did.
 *
 * @param decided the time through which an earlier process had decided
 */
export async function readUndecided(
  { tables, observer }: Pick<KeepContext, 'tables' | 'observer'>,
  decided: number,
): Promise<HeldRequest[]> {
  const undecided: HeldRequest[] = [];
  let after: RecentFragment | undefined;
  do {
    const recent = await readRecent(tables, decided, after, PAGE);
    for (const { traceId, received, request } of recent) {
      const { links } = observer.observe(traceId, request, new Map());
      const linked = new Set(links.map((link) => link.traceId));
      const traces = request.length > 0 ? [traceId] : [];
      undecided.push({ parts: [], traces, observed: [traceId], linked, received });
    }
    after = recent.at(-1);
  } while (after !== undefined);
  return undecided.sort((a, b) => a.received - b.received);
}
