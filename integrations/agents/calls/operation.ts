/** Prepares a call for its span: the name, what is known at the start, and what its end tells. */
import type { Attributes, Link } from '@opentelemetry/api';
import { callSafely } from '../../../lib/global/report.js';
import { collectLinks } from '../../../lib/sources/links-from.js';
import type { Call, CallAdditions, CallOutcome } from '../../../lib/spans/span-plan.js';
import { siteOf } from '../../../lib/spans/span-plan.js';
import type { StartedSpan } from '../../../lib/spans/started-span.js';
import { followAsyncIterable } from '../spans/async-iterable.js';
import { type ContentLimits, contentOf, describeInput, describeOutput } from '../spans/content.js';
import { describeUsage, describeUsageIn } from '../spans/usage.js';
import type { OperationOptions, ToolOptions, InvocationOptions } from './options.js';

/** What an agent does in one call. */
export interface Operation {
  readonly call: Call;
  /** The name of its span. */
  readonly name: string;
  readonly attributes: Attributes;
  readonly options: OperationOptions<never[]> &
    Pick<InvocationOptions<never[]>, 'usage'> &
    Pick<ToolOptions<never[]>, 'resultFrom'>;
  /** The limits of the agent's texts. */
  readonly limits: ContentLimits | undefined;
  readonly kind: 'invocation' | 'plan' | 'tool';
}

/** A call with the name of its span, and what an operation adds to that. */
export interface PreparedCall {
  readonly call: Call;
  readonly additions: CallAdditions & { readonly ended: NonNullable<CallAdditions['ended']> };
}

/**
 * Prepares the call of an operation.
 *
 * @param links The causes that its options name.
 * @param root Begins a trace, linked to the ambient span.
 */
export function prepare(operation: Operation, links: readonly Link[], isRoot: boolean): PreparedCall {
  const { call, name, kind, options, limits } = operation;
  const content = contentOf(options.content, limits);
  const attributes = { ...operation.attributes, ...describeInput(call, content, kind === 'tool') };
  let hasEnded = false;
  const ended = (span: StartedSpan | undefined, outcome: CallOutcome): void => {
    // a generator that has failed may be asked again
    if (hasEnded) return;
    hasEnded = true;
    if (span === undefined || 'thrown' in outcome || !span.isRecording()) return;
    describeResult(operation, span, outcome.value);
  };
  const plan = { ...call.plan, options: { ...call.plan.options, name } };
  return {
    call: { ...call, plan },
    additions: {
      links,
      attributes,
      root: isRoot ? { linkCaller: true } : undefined,
      ended,
      follow: followAsyncIterable,
    },
  };
}

/** Describes what an operation has returned: the tokens, the text, and the spans that made it. */
export function describeResult({ call, options, kind, limits }: Operation, span: StartedSpan, value: unknown): void {
  const args = [value, ...call.args];
  const site = siteOf(call);
  const usage =
    options.usage === undefined
      ? describeUsageIn(kind === 'invocation' ? value : undefined)
      : describeUsage(callSafely(site, 'usage', options.usage, call.self, args));
  const attributes = { ...usage, ...describeOutput(call, contentOf(options.content, limits), kind === 'tool', value) };
  span.describe((own) => own.setAttributes(attributes));
  const { resultFrom } = options;
  if (resultFrom === undefined) return;
  const source = callSafely(site, 'resultFrom', resultFrom, call.self, args);
  span.link((set) => collectLinks(set, source, { relation: 'tool_result' }, site, call.args, 'resultFrom'));
}
