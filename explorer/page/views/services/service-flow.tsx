/** Services and their edges, as the graph shows them. */
import type { ReactNode } from 'react';
import type { ServiceEdge, ServiceNode } from '../../../api/answers.js';
import { nameText, serviceText } from '../../components/foreign-text.js';
import { count, duration, plural, share } from '../../components/format.js';
import { ErrorLabel, ServiceName } from '../../components/service-name.js';
import type { FlowEdge, FlowNode } from '../../flow/flow-graph.js';
import { edgeKey } from './edge-key.js';

/** The id of a node is never empty, as the name of a service may be. */
const NODE = 'service:';
export const nodeId = (service: string): string => `${NODE}${service}`;

/** @param selected The id of a node. */
export const toNode = (node: ServiceNode, selected: string | undefined): FlowNode => ({
  id: nodeId(node.name),
  label: [
    serviceText(node.name),
    plural(node.spans, 'span'),
    node.errors > 0 && `${share(node.errors, node.spans)} errors`,
  ]
    .filter(Boolean)
    .join(', '),
  content: <NodeContent node={node} />,
  isMarked: nodeId(node.name) === selected,
});

/** The share of errors from which on an edge has their colour: nearly all of a large system have some. */
const ERRORS = 0.01;

export function toEdge(edge: ServiceEdge): FlowEdge {
  return {
    id: edgeKey(edge),
    from: nodeId(edge.from),
    to: nodeId(edge.to),
    isLink: edge.kind === 'link',
    isError: edge.errors > 0 && edge.errors >= ERRORS * edge.count,
    name: edge.kind === 'call' ? '' : (edge.relation ?? 'link'),
    detail: count(edge.count),
    description: describeEdge(edge),
    width: Math.min(1 + Math.log10(edge.count + 1), 6),
    weight: edge.count,
  };
}

/** Returns an edge as a sentence. */
export function describeEdge(edge: ServiceEdge): string {
  const verb = edge.kind === 'call' ? 'calls' : `leads (${nameText(edge.relation ?? 'link')}) to`;
  return (
    `${serviceText(edge.from)} ${verb} ${serviceText(edge.to)}: ${plural(edge.count, 'time')}, ` +
    `${share(edge.errors, edge.count)} errors`
  );
}

function NodeContent({ node }: { readonly node: ServiceNode }): ReactNode {
  if (node.spans === 0) {
    return (
      <>
        <ServiceName name={node.name} />
        <span className="flow-facts">no spans in this time</span>
      </>
    );
  }
  return (
    <>
      <ServiceName name={node.name} />
      <span className="flow-facts">
        {plural(node.spans, 'span')} · p95 {duration(node.p95)}
      </span>
      {node.errors > 0 ? (
        <ErrorLabel>{share(node.errors, node.spans)} errors</ErrorLabel>
      ) : (
        <span className="flow-facts">no errors</span>
      )}
    </>
  );
}
