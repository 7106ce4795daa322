/** Adds up what rules would keep. */
import type { DryRunAnswer, StoryCounts, TraceAmount } from '../../api/dry-run.js';
import type { Evidence } from './decide/evidence.js';
import type { StoryMember, StoryRole } from './follow/follow-story.js';

/** The graphs that are named. */
const LARGEST = 10;

type Size = Pick<Evidence, 'spans' | 'bytes'>;

export class DryRunTotals {
  readonly #policies: readonly string[];
  readonly #sizes = new Map<string, Size>();
  /** The traces of each story, by its first cause. */
  readonly #stories = new Map<string, string[]>();
  readonly #seeds = new Map<string, string>();
  readonly #roles = new Map<string, StoryRole>();
  readonly #withoutLinks = new Set<string>();
  readonly #largest: DryRunAnswer['largest'][number][] = [];

  /** @param policies their names */
  constructor(policies: readonly string[]) {
    this.#policies = policies;
  }

  addTrace(traceId: string, firstCause: string, { spans, bytes }: Size): void {
    this.#sizes.set(traceId, { spans, bytes });
    const story = this.#stories.get(firstCause);
    if (story) story.push(traceId);
    else this.#stories.set(firstCause, [traceId]);
  }

  keep(traceId: string, policy: string, members: readonly StoryMember[]): void {
    this.#seeds.set(traceId, policy);
    for (const { traceId: member, role } of members)
      if (role === 'cause' || !this.#roles.has(member)) this.#roles.set(member, role);
    this.#largest.push({ traceId, policy, traces: members.length });
    if (this.#largest.length > 100 * LARGEST) this.#sortLargest();
  }

  keepWithoutLinks(traceId: string): void {
    this.#withoutLinks.add(traceId);
  }

  answer(): DryRunAnswer {
    this.#sortLargest();
    const kept = new Set([...this.#roles.keys()].filter((trace) => this.#sizes.has(trace)));
    const others = [...kept].filter((trace) => !this.#seeds.has(trace));
    const isCause = (trace: string): boolean => this.#roles.get(trace) === 'cause';
    return {
      held: { ...this.#amountOf(this.#sizes.keys()), stories: this.#stories.size },
      kept: { ...this.#amountOf(kept), stories: this.#storiesOf(kept) },
      policies: this.#policies.map((policy) => ({
        policy,
        ...this.#amountOf([...this.#seeds].flatMap(([trace, name]) => (name === policy ? [trace] : []))),
      })),
      causes: this.#amountOf(others.filter(isCause)),
      effects: this.#amountOf(others.filter((trace) => !isCause(trace))),
      withoutLinks: { ...this.#amountOf(this.#withoutLinks), stories: this.#storiesOf(this.#withoutLinks) },
      largest: this.#largest,
    };
  }

  #amountOf(all: Iterable<string>): TraceAmount {
    let [traces, spans, bytes] = [0, 0, 0];
    for (const trace of all) {
      const size = this.#sizes.get(trace);
      traces += 1;
      spans += size?.spans ?? 0;
      bytes += size?.bytes ?? 0;
    }
    return { traces, spans, bytes };
  }

  #storiesOf(kept: ReadonlySet<string>): StoryCounts {
    let [whole, inPart] = [0, 0];
    for (const traces of this.#stories.values()) {
      const count = traces.filter((trace) => kept.has(trace)).length;
      if (count === traces.length) whole += 1;
      else if (count > 0) inPart += 1;
    }
    return { whole, inPart };
  }

  #sortLargest(): void {
    this.#largest.sort((a, b) => b.traces - a.traces || (a.traceId < b.traceId ? -1 : 1)).splice(LARGEST);
  }
}
