/** Follows the story of a trace: all that led to it and all that it led to, without what else its causes led to. */
import { walk } from '../../query/graph/walk.js';
import type { Walk } from '../../query/graph/walk.js';
import type { IndexCache } from '../../query/index/index-cache.js';
import type { LinkDirection } from '../../query/index/link-direction.js';
import type { RecentTraces } from '../recent/recent-traces.js';
import { walkInMemory } from '../recent/walk-in-memory.js';
import type { FollowRules } from '../rules/keep-rules.js';

/** Why a trace is part of a story. */
export type StoryRole = 'cause' | 'seed' | 'effect';

export interface StoryMember {
  readonly traceId: string;
  readonly role: StoryRole;
  /** The links between it and the seed. */
  readonly hops: number;
}

export interface FollowedStory {
  /** Causes first, the farthest before the nearest, then the seed, then its effects, the nearest first. */
  readonly members: readonly StoryMember[];
  /** True if a bound left out traces. */
  readonly isCut: boolean;
}

/** As much of a walk as a story is made of. */
type Reached = Pick<Walk, 'hops'>;

/**
 * Follows the links of a trace in both directions, within bounds. Causes come before effects: where the bound on traces
 * is reached, effects are left out.
 */
export async function followStory(cache: IndexCache, seed: string, follow: FollowRules): Promise<FollowedStory> {
  const causes = await walkFrom(cache, 'causes', seed, follow, follow.mostTraces);
  const effects = await walkFrom(cache, 'effects', seed, follow, tracesLeft(follow, causes));
  // hops are a bound that was asked for
  const isCut = [...causes.cutBy, ...effects.cutBy].some((bound) => bound !== 'hops');
  return { members: membersOf(seed, causes, effects), isCut };
}

/** Follows them among traces that are in memory, as {@link followStory} does; undefined if others are needed. */
export function followStoryInMemory(
  recent: RecentTraces,
  seed: string,
  follow: FollowRules,
): FollowedStory | undefined {
  if (follow.relations !== undefined) return undefined;
  const causes = walkInMemory(recent, 'causes', seed, { hops: follow.causes, traces: follow.mostTraces });
  if (causes === undefined) return undefined;
  const limits = { hops: follow.effects, traces: tracesLeft(follow, causes) };
  const effects = walkInMemory(recent, 'effects', seed, limits);
  return effects && { members: membersOf(seed, causes, effects), isCut: false };
}

/** Returns how many traces effects may be, the seed included. */
const tracesLeft = ({ mostTraces }: FollowRules, causes: Reached): number => mostTraces - causes.hops.size + 1;

const walkFrom = (
  cache: IndexCache,
  direction: LinkDirection,
  seed: string,
  { relations, ...hops }: FollowRules,
  traces: number,
): Promise<Walk> =>
  walk(cache, direction, new Map([[seed, 'all' as const]]), {
    hops: hops[direction],
    traces,
    ...(relations && { relations }),
  });

const membersOf = (seed: string, causes: Reached, effects: Reached): StoryMember[] => [
  ...reachedAs('cause', causes).reverse(),
  { traceId: seed, role: 'seed', hops: 0 },
  // a trace in a circle is a cause already
  ...reachedAs('effect', effects).filter(({ traceId }) => !causes.hops.has(traceId)),
];

/** Returns the traces that a walk found, the nearest first. */
const reachedAs = (role: StoryRole, { hops }: Reached): StoryMember[] =>
  Array.from(hops, ([traceId, count]) => ({ traceId, role, hops: count }))
    .filter((member) => member.hops > 0)
    .sort((a, b) => a.hops - b.hops);
