/** The options of traced clients and servers. */
import type { Link } from '@opentelemetry/api';
import { describeValue, spanlinkError } from '../../lib/global/errors.js';
import { checkOptionNames } from '../../lib/global/option-names.js';

/**
 * The relation of the span that serves a request to the span that sent it.
 *
 * @example
 * ```ts
 * const relation: McpRelation = process.env['MCP_RELATION'] === 'link' ? 'link' : 'parent';
 * ```
 */
export type McpRelation = 'link' | 'parent' | 'both';

/**
 * The options of `traceServer` and `traceClient`, for the requests and notifications that arrive there.
 *
 * @example
 * ```ts
 * import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
 *
 * const options: McpOptions = { relation: 'link', trust: () => false };
 * const server = traceServer(new McpServer({ name: 'shop', version: '1.0.0' }), options);
 * ```
 */
export interface McpOptions {
  /**
   * Relates the span of what arrives to the sender's in `_meta`, to which it is linked in any case:
   * - `'parent'` (default): it continues the sender's trace, linked by `parent`, as the sender waits for the answer.
   * - `'link'`: it is a trace of its own, linked by `origin`.
   * - `'both'`: as `'parent'`, linked by `origin`, for tools that look for that.
   *
   * The ambient span, such as that of the HTTP request, is linked by `caller`; without a sender it is the parent.
   */
  relation?: McpRelation;
  /**
   * Returns true if the sender may decide: a sampled one then turns on sampling, as `ParentBased` does for a remote
   * parent. Any result but `true` is distrust: the span is a trace of its own, as with `'link'`, and no `LinkedSampler`
   * follows its link. A predicate that throws is reported once. By default no sender decides: the trace goes on, and
   * the span is sampled as if `_meta` named nobody.
   */
  trust?: (link: Link) => boolean;
}

/** The names of those options. */
export const MCP_OPTION_NAMES = ['relation', 'trust'] as const satisfies readonly (keyof McpOptions)[];

/** Options that were checked. */
export interface McpSettings {
  /** The function that was called, in reports. */
  readonly site: string;
  readonly relation: McpRelation;
  readonly trust: ((link: Link) => boolean) | undefined;
}

const RELATIONS: readonly unknown[] = ['link', 'parent', 'both'];

/** @throws {TypeError} `ERR_SPANLINK_MCP` for an option that cannot be used. */
export function checkOptions(site: string, options: McpOptions): McpSettings {
  if (typeof options !== 'object' || options === null) {
    throw spanlinkError('ERR_SPANLINK_MCP', `${site}: expected an object of options, found ${describeValue(options)}`);
  }
  const { relation = 'parent', trust } = options;
  if (!RELATIONS.includes(relation)) {
    const found = typeof relation === 'string' ? `'${relation}'` : describeValue(relation);
    throw spanlinkError('ERR_SPANLINK_MCP', `${site}: relation is ${found}, not 'link', 'parent' or 'both'`);
  }
  if (trust !== undefined && typeof trust !== 'function') {
    throw spanlinkError('ERR_SPANLINK_MCP', `${site}: trust is ${describeValue(trust)}, not a function`);
  }
  checkOptionNames(site, options, MCP_OPTION_NAMES);
  return { site, relation, trust };
}
