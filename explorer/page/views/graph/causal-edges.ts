/** The edges of a graph of traces: the links between two traces, by their relation. */
import type { CausalLink } from '../../../api/answers.js';
import { nameText } from '../../components/foreign-text.js';
import { plural, shortId } from '../../components/format.js';
import type { FlowEdge } from '../../flow/flow-graph.js';

/** Returns the id of the edge of a link, the same whatever other links come. */
export const edgeId = ({ cause, effect, relation = '' }: CausalLink): string =>
  [cause.traceId, effect.traceId, relation].join('|');

/** Returns one edge for all links with the same relation between two traces. */
export function edgesOf(links: readonly CausalLink[]): FlowEdge[] {
  const groups = new Map<string, { link: CausalLink; size: number }>();
  for (const link of links) {
    const key = edgeId(link);
    groups.set(key, { link: groups.get(key)?.link ?? link, size: (groups.get(key)?.size ?? 0) + 1 });
  }
  return [...groups].map(
    ([
      id,
      {
        link: { cause, effect, relation = 'link' },
        size,
      },
    ]) => ({
      id,
      from: cause.traceId,
      to: effect.traceId,
      isLink: true,
      isError: false,
      width: Math.min(1.75 + Math.log10(size), 5),
      weight: size,
      name: relation,
      detail: size === 1 ? '' : `×${size}`,
      description:
        `${shortId(cause.traceId)} led to ${shortId(effect.traceId)} ` +
        `by ${plural(size, 'link')}: ${nameText(relation)}`,
    }),
  );
}
