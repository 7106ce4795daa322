/** The graph of services: their calls, and the links between them, as they come. */
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorMessage } from '../../components/error-message.js';
import { plural } from '../../components/format.js';
import { Loading } from '../../components/loading.js';
import { useShortcuts } from '../../components/use-shortcuts.js';
import { navigate, hrefTo } from '../../data/address.js';
import { rangeStart } from '../../data/time-ranges.js';
import { useAnswer } from '../../data/use-answer.js';
import { Flow } from '../../flow/flow.js';
import { useLiveAnswers } from '../../live/use-live-answers.js';
import { useMinute } from '../../live/use-minute.js';
import { useNews } from '../../live/use-news.js';
import { edgeKey } from './edge-key.js';
import { EdgeTable } from './edge-table.js';
import { ServiceDetails } from './service-details.js';
import { filterServices, readFilter } from './service-filter.js';
import { nodeId, toEdge, toNode } from './service-flow.js';
import { ServicesToolbar } from './services-toolbar.js';
import './services-view.css';

/** With more services than these, layers leave no room for their names. */
const MOST_LAYERED = 50;

export function ServicesView({ query }: { readonly query: URLSearchParams }): ReactNode {
  const [last, since, until] = ['last', 'since', 'until'].map((name) => query.get(name) ?? undefined);
  const now = useMinute();
  const receivedSince = useMemo(() => rangeStart(last ?? null, now), [last, now]);
  const { data, error, isPending, isPrevious, refetch } = useAnswer(
    'services',
    { since, until, receivedSince },
    { keepPrevious: true },
  );
  const scope = JSON.stringify([last, since, until]);
  const live = useLiveAnswers({ questions: ['services'], scope });
  // that of the answer on the screen
  const shownScope = useRef(scope);
  if (!isPrevious) shownScope.current = scope;
  const { service, edges: edgesOfKind, most } = readFilter(query);
  const filter = useMemo(() => ({ service, edges: edgesOfKind, most }), [service, edgesOfKind, most]);
  const filtered = useMemo(() => data && filterServices(data, filter), [data, filter]);
  const selected = query.get('edge') ?? undefined;
  const node = query.get('sel') ?? undefined;
  const nodes = useMemo(() => filtered?.services.map((one) => toNode(one, node)) ?? [], [filtered, node]);
  const edges = useMemo(() => filtered?.edges.map(toEdge) ?? [], [filtered]);
  const drawn = useMemo(
    () => edges.filter(({ id }, index) => index < most || id === selected),
    [edges, most, selected],
  );
  const keys = useMemo(
    () => data && [...data.services.map(({ name }) => nodeId(name)), ...data.edges.map(edgeKey)],
    [data],
  );
  const news = useNews({
    keys: isPrevious ? undefined : keys,
    scope,
    summary:
      data === undefined ? '' : `${plural(data.services.length, 'service')}, ${plural(data.edges.length, 'edge')}`,
    describe: describeNews,
  });
  const graph = useRef<HTMLDivElement>(null);
  const [takesFocus, setTakesFocus] = useState(false);
  const selectEdge = (edge: string | undefined): void => navigate(hrefTo('services', { edge }, query));
  const close = (): void => {
    navigate(hrefTo('services', { sel: undefined }, query));
    graph.current?.querySelector<HTMLElement>('.react-flow__node[tabindex="0"]')?.focus();
  };
  useShortcuts({ Escape: () => node !== undefined && close() });

  if (isPending) return <Loading what="the services" />;
  if (data === undefined || filtered === undefined)
    return <ErrorMessage error={error ?? new Error('The explorer returned no data.')} onRetry={() => void refetch()} />;
  const details = data.services.find(({ name }) => nodeId(name) === node);
  return (
    <div className="flow-view">
      <ServicesToolbar query={query} answer={data} filter={filter} filtered={filtered} live={live} />
      {nodes.length === 0 ? (
        <NoServices isFiltered={data.services.length > 0} />
      ) : (
        <div className="services-body">
          <div className="services-graph" ref={graph}>
            <Flow
              label="Service graph; the table below has the same data"
              scope={`${shownScope.current} ${filter.service} ${filter.edges}`}
              mostLayered={MOST_LAYERED}
              nodes={nodes}
              edges={edges}
              drawn={drawn}
              selected={selected}
              news={news}
              onNode={(id, isKey) => {
                setTakesFocus(isKey);
                navigate(hrefTo('services', { sel: id }, query));
              }}
              onEdge={selectEdge}
            />
            {details !== undefined && (
              <ServiceDetails
                service={details}
                edges={data.edges}
                query={query}
                takesFocus={takesFocus}
                onEdge={selectEdge}
                onClose={close}
              />
            )}
          </div>
          <EdgeTable edges={filtered.edges} selected={selected} onSelect={selectEdge} />
        </div>
      )}
    </div>
  );
}

function NoServices({ isFiltered }: { readonly isFiltered: boolean }): ReactNode {
  return isFiltered ? (
    <EmptyState title="No service of this name">
      <p>No name of a service contains this. Write less of it, or choose a longer time range.</p>
    </EmptyState>
  ) : (
    <EmptyState title="No services in this time range">
      <p>A service appears here with its first span. Choose a longer time range, or send some spans.</p>
    </EmptyState>
  );
}

function describeNews(news: readonly string[]): string {
  const services = news.filter((key) => key.startsWith(nodeId(''))).length;
  const edges = news.length - services;
  return [services > 0 && plural(services, 'new service'), edges > 0 && plural(edges, 'new edge')]
    .filter(Boolean)
    .join(', ');
}
