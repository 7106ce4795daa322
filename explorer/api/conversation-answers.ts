/** The answers about agents: their conversations, and what these took. */
import type { CausalLink, Completeness, SpanSummary } from './answers.js';

/** Tokens and cost, as spans tell them (`gen_ai.usage.*`). */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Missing if no span tells of one; its currency is that of the sender. */
  readonly cost?: number;
}

/** `GET /api/usage`: what the spans around a trace took, each call of a model counted once. */
export interface UsageAnswer extends Usage, Completeness {
  /** The spans that tell of tokens or cost. */
  readonly spans: number;
}

/** `GET /api/conversations` */
export interface ConversationsAnswer extends Completeness {
  readonly conversations: readonly {
    /** `gen_ai.conversation.id` */
    readonly conversation: string;
    /** The first of their names. */
    readonly agents: readonly string[];
    readonly start: number;
    readonly end: number;
    /** The invocations of agents. */
    readonly invocations: number;
    /** The spans that failed. */
    readonly errors: number;
  }[];
}

/** `GET /api/conversations/:conversation` */
export interface ConversationAnswer extends Completeness {
  readonly conversation: string;
  /** In the order of their start. */
  readonly steps: readonly AgentStep[];
  /** Those that the steps carry. */
  readonly links: readonly CausalLink[];
  /** What all spans in the traces of the steps took; missing if none tells of it. */
  readonly usage?: Usage;
}

/** A span of a conversation. */
export interface AgentStep {
  /** `gen_ai.operation.name`, such as `invoke_agent`, `execute_tool`, `plan` or `chat`; empty if it has none. */
  readonly operation: string;
  /** `gen_ai.agent.name` */
  readonly agent?: string;
  /** `gen_ai.tool.name` */
  readonly tool?: string;
  /** The number of the attempt at a turn or task; missing if it is not known. */
  readonly attempt?: number;
  /** What the span itself tells. */
  readonly usage?: Usage;
  readonly span: SpanSummary;
}
