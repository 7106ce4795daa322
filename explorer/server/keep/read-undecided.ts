/** Reads what earlier processes, or others, held and did not decide on. */
import { readRecent } from './held/held-fragments.js';
import type { RecentFragment, RecentRange } from './held/held-fragments.js';
import type { HeldRequest } from './held-requests.js';
import type { KeepContext } from './keep-context.js';

/** The fragments that are read at once. */
const PAGE = 500;

/** Returns what came in a range, in the order in which it did. */
export async function readUndecided(
  { tables, observer }: Pick<KeepContext, 'tables' | 'observer'>,
  range: RecentRange,
): Promise<Omit<HeldRequest, 'parts'>[]> {
  const undecided: Omit<HeldRequest, 'parts'>[] = [];
  let after: RecentFragment | undefined;
  do {
    const recent = await readRecent(tables, range, after, PAGE);
    for (const { traceId, received, request } of recent) {
      const { links } = observer.observe(traceId, request, new Map());
      const linked = new Set(links.map((link) => link.traceId));
      const traces = request.length > 0 ? [traceId] : [];
      undecided.push({ traces, observed: [traceId], linked, received });
    }
    after = recent.at(-1);
  } while (after !== undefined);
  return undecided.sort((a, b) => a.received - b.received);
}
