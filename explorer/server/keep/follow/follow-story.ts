/** Follows the story of a trace: all that led to it and all that it led to, without what else its causes led to. */
import { walk } from '../../query/graph/walk.js';
import type { Walk } from '../../query/graph/walk.js';
import type { IndexCache } from '../../query/index/index-cache.js';
import type { LinkDirection } from '../../query/index/link-direction.js';
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

/**
 * Follows the links of a trace in both directions, within bounds. Causes come before effects: where the bound on traces
 * is reached, effects are left out.
 */
export async function followStory(cache: IndexCache, seed: string, follow: FollowRules): Promise<FollowedStory> {
  const causes = await walkFrom(cache, 'causes', seed, follow, follow.mostTraces);
  const left = follow.mostTraces - causes.hops.size + 1;
  const effects = await walkFrom(cache, 'effects', seed, follow, left);
  const members: StoryMember[] = [
    ...membersOf(causes, 'cause').reverse(),
    { traceId: seed, role: 'seed', hops: 0 },
    // a trace in a circle is a cause already
    ...membersOf(effects, 'effect').filter(({ traceId }) => !causes.hops.has(traceId)),
  ];
  // hops are a bound that was asked for
  const isCut = [...causes.cutBy, ...effects.cutBy].some((bound) => bound !== 'hops');
  return { members, isCut };
}

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

/** Returns the traces that a walk found, the nearest first. */
const membersOf = ({ hops }: Walk, role: StoryRole): StoryMember[] =>
  Array.from(hops, ([traceId, count]) => ({ traceId, role, hops: count }))
    .filter((member) => member.hops > 0)
    .sort((a, b) => a.hops - b.hops);
