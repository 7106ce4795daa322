/** The votes of policies on a trace, each with the meaning that the Collector's has. */
import type { AndRule, NotRule, Policy, SubPolicy, TraceRule } from '../rules/keep-rules.js';
import type { Condition } from './conditions.js';
import { conditionOf } from './conditions.js';
import type { Evidence } from './evidence.js';
import { SpansOfSecond, TokenBucket } from './limiters.js';
import { hashSampler, randomnessOf, thresholdOf } from './probability.js';

/** A trace that is decided. */
export interface Subject {
  readonly evidence: Evidence;
  readonly story: Story;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What all traces of a story share, by which probability decides: its first cause. */
export interface Story {
  /** In hex. */
  readonly traceId: string;
  /** What it carries in `tracestate`. */
  readonly randomness: string;
  readonly hasThreshold: boolean;
}

export interface Vote {
  readonly isFor: boolean;
  /** The rejection threshold, if it was a matter of probability. */
  readonly threshold?: string;
  /** True if the probability is not known: a limit decided, or the opposite of another probability. */
  readonly isUnknown?: boolean;
}

/** Returns the vote on a trace. Those with a limit count what they vote for. */
export type Voter = (subject: Subject) => Vote;

const FOR: Vote = { isFor: true };
const FOR_BY_LIMIT: Vote = { isFor: true, isUnknown: true };
const AGAINST: Vote = { isFor: false };
const CERTAIN = '0'.repeat(14);

/** Makes voters of policies, and collects their conditions: that of each has the bit of its place in the list. */
export class VoterFactory {
  readonly conditions: Condition[] = [];
  /** True once a voter was created that decides by the story. */
  asksForStory = false;
  readonly #usesTraceState: boolean;

  constructor(usesTraceState: boolean) {
    this.#usesTraceState = usesTraceState;
  }

  create(policy: Policy | SubPolicy<TraceRule | NotRule | AndRule>): Voter {
    switch (policy.type) {
      case 'not': {
        const voter = this.create(policy.policy);
        return (subject) => opposite(voter(subject));
      }
      case 'and':
        return all(policy.policies.map((part) => this.create(part)));
      // for is to drop
      case 'drop':
        return all(policy.policies.map((part) => this.create(part)));
      case 'composite':
        return composite(
          policy.policies.map((part) => ({
            vote: this.create(part.policy),
            // the Collector compares with both
            spans: new SpansOfSecond(Math.min(part.perSecond, policy.maxSpansPerSecond)),
          })),
        );
      default:
        return this.#ofTrace(policy);
    }
  }

  #ofTrace(rule: TraceRule): Voter {
    switch (rule.type) {
      case 'always_sample':
        return () => ({ isFor: true, threshold: CERTAIN });
      case 'latency':
        return ({ evidence: { start, end } }) => {
          const milliseconds = (end - start) / 1_000_000n;
          return voteFor(
            milliseconds > rule.thresholdMs &&
              (rule.upperThresholdMs === undefined || milliseconds <= rule.upperThresholdMs),
          );
        };
      case 'span_count':
        return ({ evidence: { spans } }) => voteFor(spans >= rule.min && (rule.max === undefined || spans <= rule.max));
      case 'rate_limiting': {
        const bucket = new TokenBucket(rule.perSecond, rule.burst);
        return ({ evidence, now }) => byLimit(bucket.take(evidence.spans, now));
      }
      case 'bytes_limiting': {
        const bucket = new TokenBucket(rule.perSecond, rule.burst);
        return ({ evidence, now }) => byLimit(bucket.take(evidence.bytes, now));
      }
      case 'probabilistic':
        this.asksForStory = true;
        return probabilistic(rule.percentage, rule.salt, this.#usesTraceState);
      default:
        return this.#onCondition(rule);
    }
  }

  #onCondition(rule: TraceRule): Voter {
    const condition = conditionOf(rule);
    if (condition === undefined) throw new TypeError(`A policy of type ${rule.type} has no condition.`);
    const bit = 1n << BigInt(this.conditions.length);
    this.conditions.push(condition);
    const isInverted = 'isInverted' in rule && rule.isInverted;
    return ({ evidence }) => voteFor(((evidence.met & bit) !== 0n) !== isInverted);
  }
}

const voteFor = (isFor: boolean): Vote => (isFor ? FOR : AGAINST);

const byLimit = (isFor: boolean): Vote => (isFor ? FOR_BY_LIMIT : AGAINST);

const opposite = ({ isFor, threshold, isUnknown }: Vote): Vote =>
  isFor ? AGAINST : threshold === undefined && isUnknown !== true ? FOR : FOR_BY_LIMIT;

/** Asks until one votes against. Its threshold is the highest, if probability decided and nothing but conditions. */
const all =
  (voters: readonly Voter[]): Voter =>
  (subject) => {
    const thresholds: string[] = [];
    let isUnknown = false;
    for (const voter of voters) {
      const vote = voter(subject);
      if (!vote.isFor) return AGAINST;
      if (vote.threshold !== undefined) thresholds.push(vote.threshold);
      isUnknown ||= vote.isUnknown ?? false;
    }
    const highest = thresholds.sort().at(-1);
    return isUnknown ? FOR_BY_LIMIT : { isFor: true, ...(highest !== undefined && { threshold: highest }) };
  };

/** The first that votes for a trace decides, within its spans a second. */
const composite =
  (parts: readonly { readonly vote: Voter; readonly spans: SpansOfSecond }[]): Voter =>
  (subject) => {
    const part = parts.find(({ vote }) => vote(subject).isFor);
    return byLimit(part !== undefined && part.spans.add(subject.evidence.spans, subject.now));
  };

/** Decides by the story, so that all its traces are kept or none. */
function probabilistic(percentage: number, salt: string, usesTraceState: boolean): Voter {
  const isSampledByHash = hashSampler(percentage, salt);
  const threshold = thresholdOf(percentage / 100);
  return ({ story }) => {
    const isSampled =
      usesTraceState && (story.randomness !== '' || story.hasThreshold)
        ? threshold !== undefined && (story.randomness || randomnessOf(story.traceId)) >= threshold
        : isSampledByHash(story.traceId);
    return { isFor: isSampled, ...(threshold !== undefined && { threshold }) };
  };
}
