/** The span of a tool's call that somebody else has started: a framework, or `spanlink/mcp`. */
import { types } from 'node:util';
import { type Attributes, type Context, type Link, type Span, trace, type Tracer } from '@opentelemetry/api';
import { apply } from '../../../lib/calls/call-in-span.js';
import { callSafely } from '../../../lib/global/report.js';
import type { LinkOptions } from '../../../lib/links/link-options.js';
import { collectLinks } from '../../../lib/sources/links-from.js';
import { activeContext, runIn } from '../../../lib/spans/active-context.js';
import { GUARD_HOLDER } from '../../../lib/spans/frame.js';
import { type Call, evaluateOption, siteOf } from '../../../lib/spans/span-plan.js';
import { StartedSpan } from '../../../lib/spans/started-span.js';
import { OPERATION, TOOL_CALL_ID, TOOL_NAME } from '../spans/attributes.js';
import { contentOf, describeInput } from '../spans/content.js';
import { describeResult, type Operation } from './operation.js';

/** The attributes of the AI SDK's spans, `ai.toolCall`. */
const OF_AI_SDK = { name: 'ai.toolCall.name', id: 'ai.toolCall.id' };

/** A span that is the call of a tool already. */
interface ToolSpan {
  readonly span: Span;
  readonly attributes: Attributes;
  /** It is one of `spanlink/mcp`. */
  readonly started: StartedSpan | undefined;
}

/**
 * Returns the active span if it is the call of that tool, by the conventions or as the AI SDK describes it, so that a
 * call has one span and not two. Those of `@Tool` are not meant: a tool may call itself.
 *
 * @param name The name that a span of `@Tool` has.
 */
export function toolSpanAround(active: Context, tool: string, name: string): ToolSpan | undefined {
  const span = trace.getSpan(active);
  if (span === undefined) return undefined;
  const holder = active.getValue(GUARD_HOLDER) as StartedSpan | undefined;
  const started = holder?.span === span ? holder : undefined;
  const { attributes } = span as Span & { readonly attributes?: Attributes };
  if (attributes === undefined || started?.name === name || started?.isEnded === true) return undefined;
  const isCall =
    (attributes[OPERATION] === 'execute_tool' && attributes[TOOL_NAME] === tool) || attributes[OF_AI_SDK.name] === tool;
  return isCall ? { span, attributes, started } : undefined;
}

/** Calls the tool in the span that is there, which gets what it lacks; it ends with the work of whoever started it. */
export function callInToolSpan(
  tracer: Tracer,
  operation: Operation,
  links: readonly Link[],
  { span, attributes, started }: ToolSpan,
): unknown {
  const { call } = operation;
  const own = started ?? new StartedSpan(activeContext(), span, tracer, siteOf(call), operation.name);
  const input = describeInput(call, contentOf(operation.options.content, operation.limits), true);
  const ids = { [TOOL_CALL_ID]: attributes[OF_AI_SDK.id] };
  const added: Attributes = { ...ids, ...operation.attributes, ...input, ...ownAttributes(call) };
  const missing = Object.entries(added).filter(([key, value]) => value !== undefined && attributes[key] === undefined);
  own.describe((described) => described.setAttributes(Object.fromEntries(missing)));
  if (links.length > 0) own.link((set) => links.forEach((link) => set.add(link.context, link.attributes)));
  linkDeclared(call, own);
  const result = runIn(own.context, apply, call);
  const describe = (value: unknown): void => {
    const declared = ask(call, 'result', call.plan.options.result, [value, ...call.args]);
    if (declared !== undefined) own.describe((described) => described.setAttributes(declared));
    describeResult(operation, own, value);
  };
  if (!types.isPromise(result)) {
    describe(result);
    return result;
  }
  // one of a subclass may be more than a promise
  if (result.constructor !== Promise) return result;
  return result.then((value) => {
    describe(value);
    return value as unknown;
  });
}

/** Adds the links that the method's decorators select. */
function linkDeclared(call: Call, own: StartedSpan): void {
  const { options, selections, cache } = call.plan;
  const select = (from: unknown, option: string, linkOptions?: LinkOptions): void => {
    const source = typeof from === 'number' ? call.args[from] : evaluateOption(call, option, from);
    own.link((set) => collectLinks(set, source, linkOptions, cache.site, call.args, from));
  };
  if (options.links !== undefined) select(options.links, 'links');
  for (const { from, options: linkOptions } of selections) select(from, 'selector', linkOptions);
}

function ownAttributes(call: Call): Attributes {
  const { attributes } = call.plan.options;
  return { ...(typeof attributes === 'function' ? ask(call, 'attributes', attributes, call.args) : attributes) };
}

/** Asks a function of the options for attributes. */
function ask(call: Call, option: string, select: unknown, args: readonly unknown[]): Attributes | undefined {
  if (typeof select !== 'function') return undefined;
  const callback = select as (...args: never[]) => unknown;
  return (callSafely(siteOf(call), option, callback, call.self, args) ?? undefined) as Attributes | undefined;
}
