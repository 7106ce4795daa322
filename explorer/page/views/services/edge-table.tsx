/** The table of the edges between services. */
import { useState, type ReactNode } from 'react';
import type { ServiceEdge } from '../../../api/answers.js';
import { count, duration, share } from '../../components/format.js';
import { ErrorLabel, ServiceName } from '../../components/service-name.js';
import { isolate } from '../../components/foreign-text.js';
import { Name } from '../../components/name.js';
import { edgeKey } from './edge-key.js';
import '../../components/table.css';

/** The rows that are listed at first: thousands take long to draw. */
const FIRST = 200;

export interface EdgeTableProps {
  readonly edges: readonly ServiceEdge[];
  readonly selected: string | undefined;
  readonly onSelect: (edge: string | undefined) => void;
}

export function EdgeTable({ edges, selected, onSelect }: EdgeTableProps): ReactNode {
  const [showsAll, setShowsAll] = useState(false);
  const sorted = edges.toSorted(
    (one, other) =>
      Number(edgeKey(other) === selected) - Number(edgeKey(one) === selected) ||
      one.kind.localeCompare(other.kind) * -1 ||
      other.count - one.count,
  );
  const listed = showsAll ? sorted : sorted.slice(0, FIRST);
  return (
    <div className="table-box" tabIndex={0} role="region" aria-label="Edges between services">
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">Type</th>
            <th scope="col" className="is-number">
              Count
            </th>
            <th scope="col" className="is-number">
              Errors
            </th>
            <th scope="col" className="is-number" title="Duration of the span that was called or caused">
              p50
            </th>
            <th scope="col" className="is-number">
              p95
            </th>
            <th
              scope="col"
              className="is-number"
              title="From the end of the cause to the start of the effect: the time in the queue"
            >
              Wait p50
            </th>
            <th scope="col" className="is-number">
              Wait p95
            </th>
          </tr>
        </thead>
        <tbody>
          {listed.map((edge) => {
            const key = edgeKey(edge);
            return (
              <tr
                key={key}
                className={key === selected ? 'is-selected' : ''}
                onClick={() => onSelect(key === selected ? undefined : key)}
              >
                <td>
                  <ServiceName name={edge.from} />
                </td>
                <td>
                  <ServiceName name={edge.to} />
                </td>
                <td>
                  <button
                    type="button"
                    className={edge.kind === 'call' ? 'plain' : 'relation'}
                    aria-pressed={key === selected}
                    title={
                      edge.relation !== undefined && edge.relation.length > 20 ? isolate(edge.relation) : undefined
                    }
                  >
                    {edge.kind === 'call' ? 'call' : <Name text={edge.relation ?? 'link'} />}
                  </button>
                </td>
                <td className="is-number">{count(edge.count)}</td>
                <td className="is-number">
                  {edge.errors > 0 ? <ErrorLabel>{share(edge.errors, edge.count)}</ErrorLabel> : '0 %'}
                </td>
                <td className="is-number">{duration(edge.p50)}</td>
                <td className="is-number">{duration(edge.p95)}</td>
                <td className="is-number">{edge.gap === undefined ? '' : duration(edge.gap.p50)}</td>
                <td className="is-number">{edge.gap === undefined ? '' : duration(edge.gap.p95)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {listed.length < sorted.length && (
        <button type="button" className="link-button more-rows" onClick={() => setShowsAll(true)}>
          List all {count(sorted.length)} edges
        </button>
      )}
    </div>
  );
}
