/** The options of traced clients and servers. */
import type { Link } from '@opentelemetry/api';
import { spanlinkError } from '../../lib/global/errors.js';

/** The relation of the span that serves a request to the span that sent it. */
export type McpRelation = 'link' | 'parent' | 'both';

/** The options of `traceServer` and `traceClient`, for the requests and notifications that arrive there. */
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
   * Returns true if the span may continue the sender's trace, whose id and flag come from outside; the span of any
   * other is a trace of its own, as with `'link'`. All are trusted by default, as `ParentBased` trusts remote parents.
   * Any result but `true` is distrust.
   */
  trust?: (link: Link) => boolean;
}

/** Options that were checked. */
export interface McpSettings {
  /** The function that was called, in reports. */
  readonly site: string;
  readonly relation: McpRelation;
  readonly trust: ((link: Link) => boolean) | undefined;
}

const RELATIONS: readonly unknown[] = ['link', 'parent', 'both'];

/** @throws {TypeError} `ERR_SPANLINK_MCP` for an option that cannot be used. */
export function checkOptions(site: string, { relation = 'parent', trust }: McpOptions): McpSettings {
  if (!RELATIONS.includes(relation)) {
    throw spanlinkError('ERR_SPANLINK_MCP', `${site}: relation is not 'link', 'parent' or 'both'`);
  }
  if (trust !== undefined && typeof trust !== 'function') {
    throw spanlinkError('ERR_SPANLINK_MCP', `${site}: trust is not a function`);
  }
  return { site, relation, trust };
}
