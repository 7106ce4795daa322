/** What keeping has done since the start, and what it has before it. */
import type { DecisionCounts } from './decision-counts.js';
import type { ForwardCounts } from './forward/forwarder.js';
import type { KeepRules } from './rules/keep-rules.js';

export interface KeepingCounts {
  /** False if another explorer on the same server decides, and this one stands by. */
  readonly isDeciding: boolean;
  /** Traces that wait to be decided. */
  readonly waiting: number;
  /** Traces by the first policy that was for them. */
  readonly policies: readonly { readonly policy: string; readonly isDrop: boolean; readonly traces: number }[];
  /** Traces that are kept, by why they are. */
  readonly roles: Readonly<Record<'policy' | 'cause' | 'effect', number>>;
  readonly notKept: number;
  /** Times that spans came for a trace that was kept already. */
  readonly late: number;
  /** Stories of which a bound left something out. */
  readonly cut: number;
  /** For how many seconds the oldest waits beyond `decision_wait`, or to be forwarded. */
  readonly lag: { readonly decision: number; readonly forwarding: number };
  readonly forwarding: ForwardCounts;
  /** Spans that were deleted before their time, as the disk was nearly full. */
  readonly deletedSpans: number;
}

/** What was decided, and what waits. */
export type KeeperCounts = DecisionCounts & Pick<KeepingCounts, 'waiting' | 'lag'>;

/** Returns the counts of decisions by policy, those of none included. */
export function decisionCounts(
  { policies }: Pick<KeepRules, 'policies'>,
  { byPolicy, byRole, notKept, late, cut }: DecisionCounts,
): Pick<KeepingCounts, 'policies' | 'roles' | 'notKept' | 'late' | 'cut'> {
  const ofPolicies = policies.map(({ name, type }) => ({
    policy: name,
    isDrop: type === 'drop',
    traces: byPolicy.get(name) ?? 0,
  }));
  const kept = ofPolicies.filter(({ isDrop }) => !isDrop);
  return {
    policies: ofPolicies,
    roles: {
      policy: kept.reduce((sum, { traces }) => sum + traces, 0),
      cause: byRole.get('cause') ?? 0,
      effect: byRole.get('effect') ?? 0,
    },
    notKept,
    late,
    cut,
  };
}
