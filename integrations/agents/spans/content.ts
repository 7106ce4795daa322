/** Texts of prompts and answers, which are recorded only where somebody asks for them. */
import type { Attributes } from '@opentelemetry/api';
import { callSafely, reportFailure } from '../../../lib/global/report.js';
import type { FromArguments } from '../../../lib/links/link-options.js';
import { type Call, siteOf } from '../../../lib/spans/span-plan.js';
import { withoutGaps } from './attributes.js';

/**
 * The options that hold for all texts of an agent.
 *
 * @example
 * ```ts
 * const content: ContentLimits = { limit: 1_000, redact: (text) => text.replaceAll(/\d{16}/g, '****') };
 *
 * @Agent({ name: 'planner', content })
 * class Planner {}
 * ```
 */
export interface ContentLimits {
  /** The characters of each text that are recorded; 4,096 by default. */
  readonly limit?: number;
  /**
   * Returns the text as it may be recorded; called with all of it, before it is cut. Nothing is recorded of a text for
   * which it throws, or returns anything but a text.
   */
  readonly redact?: (text: string, part: 'input' | 'output') => string | undefined;
}

/** The names of those limits. */
export const CONTENT_LIMIT_NAMES = ['limit', 'redact'] as const satisfies readonly (keyof ContentLimits)[];

/**
 * The texts to record. Functions are called with the method's arguments, and the instance as `this`.
 *
 * @example
 * ```ts
 * const content: ContentOptions<[question: Question]> = {
 *   input: (question) => question.text,
 *   output: (answer) => JSON.stringify(answer),
 * };
 *
 * class Planner {
 *   @Turn({ content })
 *   async answer(question: Question) {
 *     return ask(question);
 *   }
 * }
 * ```
 */
export interface ContentOptions<Arguments extends readonly unknown[] = unknown[]> extends ContentLimits {
  /** Returns the prompt, or the arguments of a tool as JSON. */
  readonly input?: FromArguments<string | undefined, Arguments>;
  /** Returns the answer, or the result of a tool as JSON, from what the method returned. */
  readonly output?: FromArguments<string | undefined, [value: unknown, ...Arguments]>;
}

/** The names of those options. */
export const CONTENT_OPTION_NAMES = [
  ...CONTENT_LIMIT_NAMES,
  'input',
  'output',
] as const satisfies readonly (keyof ContentOptions)[];

const LIMIT = 4_096;

/** Returns the attribute of the input. @param isTool A tool has arguments, and an agent messages. */
export function describeInput(call: Call, content: ContentOptions | undefined, isTool: boolean): Attributes {
  const text = content && readText(call, content, 'input', content.input, call.args);
  if (text === undefined) return {};
  return isTool
    ? { 'gen_ai.tool.call.arguments': text }
    : { 'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: text }] }]) };
}

/** Returns the attribute of the output. */
export function describeOutput(
  call: Call,
  content: ContentOptions | undefined,
  isTool: boolean,
  value: unknown,
): Attributes {
  const text = content && readText(call, content, 'output', content.output, [value, ...call.args]);
  if (text === undefined) return {};
  const message = { role: 'assistant', parts: [{ type: 'text', content: text }], finish_reason: 'stop' };
  return isTool ? { 'gen_ai.tool.call.result': text } : { 'gen_ai.output.messages': JSON.stringify([message]) };
}

/** Merges the texts of a method with the limits of its agent. */
export function contentOf(
  own: ContentOptions<never[]> | undefined,
  limits: ContentLimits | undefined,
): ContentOptions | undefined {
  return own === undefined ? undefined : ({ ...limits, ...withoutGaps(own as Attributes) } as ContentOptions);
}

function readText(
  call: Call,
  { limit = LIMIT, redact }: ContentOptions,
  part: 'input' | 'output',
  select: unknown,
  args: readonly unknown[],
): string | undefined {
  if (typeof select !== 'function') return undefined;
  const site = siteOf(call);
  const text = callSafely(site, part, select as (...args: never[]) => unknown, call.self, args);
  if (text === undefined || text === null) return undefined;
  if (typeof text !== 'string') return refuse(site, part, text);
  if (redact === undefined) return cut(text, limit);
  const redacted = callSafely(site, 'redact', redact, undefined, [text, part]);
  if (redacted === undefined || redacted === null) return undefined;
  return typeof redacted === 'string' ? cut(redacted, limit) : refuse(site, 'redact', redacted);
}

function refuse(site: string, option: string, found: unknown): undefined {
  reportFailure(`${site} ${option}`, `gave ${typeof found}, not a text; nothing was recorded`);
  return undefined;
}

function cut(text: string, limit: unknown): string {
  const end = typeof limit === 'number' && limit >= 0 ? limit : LIMIT;
  // no half of a character of two code units
  return text.length <= end ? text : text.slice(0, end).replace(/[\uD800-\uDBFF]$/, '');
}
