/** The graph of services: their calls, and the links between them. */
import { useMemo, type ReactNode } from 'react';
import type { ServiceEdge, ServiceNode } from '../../../api/answers.js';
import { navigate, hrefTo } from '../../data/address.js';
import { rangeStart, TIME_RANGES } from '../../data/time-ranges.js';
import { useAnswer } from '../../data/use-answer.js';
import { useLive, useRefresh } from '../../data/use-live.js';
import { count, duration, plural, share } from '../../components/format.js';
import { CutNotice } from '../../components/cut-notice.js';
import { nameText, serviceText } from '../../components/foreign-text.js';
import { ErrorLabel, ServiceName } from '../../components/service-name.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorMessage } from '../../components/error-message.js';
import { Loading } from '../../components/loading.js';
import { edgeKey } from './edge-key.js';
import { EdgeTable } from './edge-table.js';
import { Flow, type FlowEdge } from '../../flow/flow.js';
import { Toolbar } from '../../components/toolbar.js';
import './services-view.css';

export function ServicesView({ query }: { readonly query: URLSearchParams }): ReactNode {
  const last = query.get('last') ?? '';
  const receivedSince = useMemo(() => rangeStart(last, Date.now()), [last]);
  const { data, error, isPending, refetch } = useAnswer(
    'services',
    { since: query.get('since') ?? undefined, until: query.get('until') ?? undefined, receivedSince },
    { keepPrevious: true },
  );
  const refresh = useRefresh();
  useLive(() => refresh(['services']));
  const selected = query.get('edge') ?? undefined;
  const select = (edge: string | undefined): void => navigate(hrefTo('services', { edge }, query));
  const nodes = useMemo(
    () =>
      data?.services.map((node) => ({
        id: nodeId(node.name),
        label: `${serviceText(node.name)}, ${plural(node.spans, 'span')}`,
        content: <NodeContent node={node} />,
      })) ?? [],
    [data],
  );
  const edges = useMemo(() => data?.edges.map((edge) => flowEdge(edge)) ?? [], [data]);

  if (isPending) return <Loading what="the services" />;
  if (data === undefined)
    return <ErrorMessage error={error ?? new Error('The explorer returned no data.')} onRetry={() => void refetch()} />;
  return (
    <div className="flow-view">
      <Toolbar
        title={
          <>
            <h1>Services</h1>
            <p className="soft">
              {plural(data.services.length, 'service')},{' '}
              {plural(data.edges.filter(({ kind }) => kind === 'call').length, 'call edge')},{' '}
              {plural(data.edges.filter(({ kind }) => kind === 'link').length, 'link edge')}
              <CutNotice cutBy={data.cutBy} />
            </p>
          </>
        }
      >
        <p className="legend" aria-hidden="true">
          <span className="legend-call" /> call <span className="legend-link" /> link
        </p>
        <label className="inline">
          {' '}
          Time range{' '}
          <select
            value={last}
            onChange={({ target }) =>
              navigate(hrefTo('services', { last: target.value, since: undefined, until: undefined }, query))
            }
          >
            <option value="">last hour with spans</option>
            {Object.entries(TIME_RANGES).map(([name, { label }]) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </Toolbar>
      {data.services.length === 0 ? (
        <EmptyState title="No services in this time range">
          <p>A service appears here with its first span. Choose a longer time range, or send some spans.</p>
        </EmptyState>
      ) : (
        <div className="services-body">
          <Flow
            label="Service graph; the table below has the same data"
            nodes={nodes}
            edges={edges}
            selected={selected}
            onNode={(id) => navigate(hrefTo('traces', { service: [id.slice(NODE.length)] }))}
            onEdge={select}
          />
          <EdgeTable edges={data.edges} selected={selected} onSelect={select} />
        </div>
      )}
    </div>
  );
}

/** The id of a node is never empty, as the name of a service may be. */
const NODE = 'service:';
const nodeId = (service: string): string => `${NODE}${service}`;

function flowEdge(edge: ServiceEdge): FlowEdge {
  const relation = nameText(edge.relation ?? 'link');
  const verb = edge.kind === 'call' ? 'calls' : `leads (${relation}) to`;
  return {
    id: edgeKey(edge),
    from: nodeId(edge.from),
    to: nodeId(edge.to),
    isLink: edge.kind === 'link',
    isError: edge.errors > 0,
    name: edge.kind === 'call' ? '' : (edge.relation ?? 'link'),
    detail: count(edge.count),
    description:
      `${serviceText(edge.from)} ${verb} ${serviceText(edge.to)}: ${plural(edge.count, 'time')}, ` +
      `${share(edge.errors, edge.count)} errors`,
    width: Math.min(1.5 + Math.log10(edge.count + 1) * 0.8, 5),
  };
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
