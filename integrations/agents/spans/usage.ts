/** The tokens that a result tells of. */
import type { Attributes } from '@opentelemetry/api';
import { withoutGaps } from './attributes.js';

/**
 * Tokens of all calls of a model that an invocation made.
 *
 * @example
 * ```ts
 * const usage: Usage = { inputTokens: 120, outputTokens: 40 };
 * await runTurn({ agent: 'planner', usage: () => usage }, () => ask(question));
 * ```
 */
export interface Usage {
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
}

/** The fields of known clients, the sum of several steps first: AI SDK, OpenAI, Anthropic. */
const HOLDERS = ['totalUsage', 'usage'];
const INPUT = ['inputTokens', 'input_tokens', 'prompt_tokens', 'promptTokens'];
const OUTPUT = ['outputTokens', 'output_tokens', 'completion_tokens', 'completionTokens'];

/** Describes the tokens, as an option gave them. */
export function describeUsage(usage: unknown): Attributes {
  return withoutGaps({
    'gen_ai.usage.input_tokens': firstNumber(usage, INPUT),
    'gen_ai.usage.output_tokens': firstNumber(usage, OUTPUT),
  });
}

/** Describes the tokens in a result's own field: no getter is called, as that may start a stream. */
export function describeUsageIn(result: unknown): Attributes {
  for (const holder of HOLDERS) {
    const found = describeUsage(readOwn(result, holder));
    if (Object.keys(found).length > 0) return found;
  }
  return {};
}

function firstNumber(from: unknown, names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = readOwn(from, name);
    if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  }
  return undefined;
}

function readOwn(from: unknown, name: string): unknown {
  try {
    return Object.getOwnPropertyDescriptor(Object(from), name)?.value as unknown;
  } catch {
    return undefined;
  }
}
