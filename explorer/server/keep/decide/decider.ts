/** Decides which traces are kept, by the rules of one keep file. */
import type { KeepRules } from '../rules/keep-rules.js';
import type { Condition } from './conditions.js';
import { VoterFactory } from './votes.js';
import type { Subject, Voter } from './votes.js';

export type Decision =
  | {
      readonly isKept: true;
      /** The policies that voted for the trace, in the order of the file; the first is said to have kept it. */
      readonly policies: readonly string[];
      /** The rejection threshold, 14 hexadecimal digits, if probability alone kept the trace. */
      readonly threshold?: string;
    }
  | {
      readonly isKept: false;
      /** The policy of type `drop` that decided, whatever the others would have said. */
      readonly droppedBy?: string;
    };

export class Decider {
  /** Those that evidence has bits for, in this order. */
  readonly conditions: readonly Condition[];
  /** True if a policy decides by the story that a trace is of. */
  readonly asksForStory: boolean;
  readonly #drops: readonly NamedVoter[];
  readonly #others: readonly NamedVoter[];

  constructor({ policies, usesTraceState }: Pick<KeepRules, 'policies' | 'usesTraceState'>) {
    const factory = new VoterFactory(usesTraceState);
    const voters = policies.map((policy) => ({
      name: policy.name,
      isDrop: policy.type === 'drop',
      vote: factory.create(policy),
    }));
    this.conditions = factory.conditions;
    this.asksForStory = factory.asksForStory;
    this.#drops = voters.filter(({ isDrop }) => isDrop);
    this.#others = voters.filter(({ isDrop }) => !isDrop);
  }

  /** Decides on a trace. Every policy is asked, as those with a limit count what they vote for. */
  decide(subject: Subject): Decision {
    const drop = this.#drops.find(({ vote }) => vote(subject).isFor);
    if (drop) return { isKept: false, droppedBy: drop.name };
    const votes = this.#others.map(({ name, vote }) => ({ name, ...vote(subject) })).filter(({ isFor }) => isFor);
    if (votes.length === 0) return { isKept: false };
    const thresholds = votes.map(({ threshold }) => threshold);
    const lowest = thresholds.includes(undefined) ? undefined : [...thresholds].sort()[0];
    return {
      isKept: true,
      policies: votes.map(({ name }) => name),
      ...(lowest !== undefined && { threshold: lowest }),
    };
  }
}

interface NamedVoter {
  readonly name: string;
  readonly vote: Voter;
}
