/** The causes of a call that its options name. */
import type { Link } from '@opentelemetry/api';
import { toRecordedLink } from '../../../lib/attempts/recorded-links.js';
import type { RecordedLink } from '../../../lib/ledger/ledger.js';
import type { Relation } from '../../../lib/links/link-options.js';
import { LinkSet } from '../../../lib/links/link-set.js';
import { collectLinks } from '../../../lib/sources/links-from.js';
import { type Call, evaluateOption, siteOf } from '../../../lib/spans/span-plan.js';

/** Returns the links to what an option selects: an argument by its index, or the result of a function. */
export function linksOf(call: Call, option: string, select: unknown, relation: Relation): readonly Link[] {
  if (select === undefined) return NONE;
  const source = typeof select === 'number' ? call.args[select] : evaluateOption(call, option, select);
  const set = new LinkSet();
  collectLinks(set, source, { relation }, siteOf(call), call.args, option);
  return set.links;
}

/** Converts links to what the ledger keeps of them. */
export function asRecorded(links: readonly Link[]): RecordedLink[] {
  return links.map(({ context, attributes }) => toRecordedLink(context, String(attributes?.['spanlink.relation'])));
}

const NONE: readonly Link[] = [];
