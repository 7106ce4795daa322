/** The details of a service: its spans, and what it calls, causes, and is called and caused by. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { ServiceEdge, ServiceNode } from '../../../api/answers.js';
import { isBlank, isolate, serviceText } from '../../components/foreign-text.js';
import { count, duration, plural, share } from '../../components/format.js';
import { Link } from '../../components/link.js';
import { Relation } from '../../components/relation.js';
import { ErrorLabel, ServiceName } from '../../components/service-name.js';
import { hrefTo } from '../../data/address.js';
import { DetailsPanel } from '../details/details-panel.js';
import { edgeKey } from './edge-key.js';
import { describeEdge } from './service-flow.js';
import './service-details.css';

/** The edges of each kind that are listed at first. */
const FIRST = 20;

export interface ServiceDetailsProps {
  readonly service: ServiceNode;
  readonly edges: readonly ServiceEdge[];
  readonly query: URLSearchParams;
  readonly takesFocus: boolean;
  readonly onEdge: (key: string) => void;
  readonly onClose: () => void;
}

export function ServiceDetails({
  service: { name, spans, errors, p50, p95 },
  edges,
  query,
  takesFocus,
  onEdge,
  onClose,
}: ServiceDetailsProps): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [takesFocus, name]);
  const lists: readonly (readonly [title: string, end: 'from' | 'to', edges: readonly ServiceEdge[]])[] = [
    ['Called by', 'from', edges.filter(({ kind, to }) => kind === 'call' && to === name)],
    ['Calls', 'to', edges.filter(({ kind, from }) => kind === 'call' && from === name)],
    ['Caused by', 'from', edges.filter(({ kind, to }) => kind === 'link' && to === name)],
    ['Led to', 'to', edges.filter(({ kind, from }) => kind === 'link' && from === name)],
  ];
  return (
    <DetailsPanel label="Service details" onClose={onClose}>
      <header>
        <h2 ref={heading} tabIndex={-1}>
          <ServiceName name={name} />
        </h2>
        <p className="soft">
          {plural(spans, 'span')}
          {spans > 0 && ` · p50 ${duration(p50)} · p95 ${duration(p95)}`}{' '}
          {errors > 0 && <ErrorLabel>{share(errors, spans)} errors</ErrorLabel>}
        </p>
      </header>
      <nav className="asks" aria-label="More about this service">
        <Link to={hrefTo('traces', { service: [name] })}>Traces in {serviceText(name)}</Link>
        {!isBlank(name) && <Link to={hrefTo('services', { service: name }, query)}>Only its own edges</Link>}
      </nav>
      {lists.map(
        ([title, end, list]) =>
          list.length > 0 && <EdgeList key={title} title={title} end={end} edges={list} onEdge={onEdge} />,
      )}
    </DetailsPanel>
  );
}

function EdgeList({
  title,
  end,
  edges,
  onEdge,
}: {
  readonly title: string;
  readonly end: 'from' | 'to';
  readonly edges: readonly ServiceEdge[];
  readonly onEdge: (key: string) => void;
}): ReactNode {
  const [showsAll, setShowsAll] = useState(false);
  const listed = showsAll ? edges : edges.slice(0, FIRST);
  return (
    <section className="service-edges" aria-label={title}>
      <h3>
        {title} <span className="count">{count(edges.length)}</span>
      </h3>
      <ul>
        {listed.map((edge) => (
          <li key={edgeKey(edge)}>
            <button type="button" title={isolate(describeEdge(edge))} onClick={() => onEdge(edgeKey(edge))}>
              <ServiceName name={edge[end]} />
              {edge.kind === 'link' && <Relation text={edge.relation} />}
              <span className="service-edge-count">×{count(edge.count)}</span>
              {edge.errors > 0 && <ErrorLabel>{share(edge.errors, edge.count)}</ErrorLabel>}
            </button>
          </li>
        ))}
      </ul>
      {listed.length < edges.length && (
        <button type="button" className="link-button" onClick={() => setShowsAll(true)}>
          List all {count(edges.length)}
        </button>
      )}
    </section>
  );
}
