/** `@Tool`: a method is a tool of agents. */
import { decorateMethod, type Known, type MethodDecorator } from '../../../decorators/method.js';
import { interceptTool } from '../calls/interceptors.js';
import { TOOL_OPTION_NAMES, type ToolOptions } from '../calls/options.js';
import { spanOptionsOf } from '../calls/span-options.js';
import { checkOptions } from './options.js';

/**
 * Gives each call of a tool a span (`execute_tool search`), with the name of the agent that calls it. Where the active
 * span is that call already, as the AI SDK and `spanlink/mcp` start one, that gets the attributes and links which it
 * lacks, and there is no second one.
 *
 * For a call through a queue, the span of who calls is linked to that of who executes, by what the reply carries
 * (`resultFrom`, as `tool_result`), and the latter to the former (`delegatedBy`, as `delegated`).
 *
 * The same as writing:
 * ```ts
 * search(query) { return runTool({ name: 'search' }, () => work(query)); }
 * ```
 *
 * @throws {TypeError} At decoration: `ERR_SPANLINK_NOT_A_METHOD` on anything but a method, `ERR_SPANLINK_AGENT` for an
 *   option that cannot be used, `ERR_SPANLINK_NOT_CALLED` without parentheses.
 *
 * @example
 * ```ts
 * class Tools {
 *   @Tool({ resultFrom: (reply) => reply as Reply })
 *   async search(query: string): Promise<Reply> {
 *     return ask(query);
 *   }
 * }
 * ```
 */
export function Tool<Arguments extends readonly unknown[] = unknown[]>(
  options?: ToolOptions<Known<Arguments>>,
): MethodDecorator<Arguments>;
export function Tool(options: unknown = {}, ...others: unknown[]): MethodDecorator {
  const check = checkOptions('@Tool', options, others, TOOL_OPTION_NAMES);
  const tool = options as ToolOptions<never[]>;
  return decorateMethod('@Tool', { options: spanOptionsOf(tool), interceptor: interceptTool(tool), check });
}
