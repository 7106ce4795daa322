/** What senders count of their links, by service and site: those that were made, and those that were lost. */
import type { ReactNode } from 'react';
import type { CountersAnswer } from '../../../api/counter-answers.js';
import { CutNotice } from '../../components/cut-notice.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorMessage } from '../../components/error-message.js';
import { ago, count, moment, plural } from '../../components/format.js';
import { Loading } from '../../components/loading.js';
import { Name } from '../../components/name.js';
import { ServiceName } from '../../components/service-name.js';
import { TimeRangeOptions } from '../../components/time-range-options.js';
import { Toolbar } from '../../components/toolbar.js';
import { hrefTo, navigate } from '../../data/address.js';
import { rangeStart } from '../../data/time-ranges.js';
import { useAnswer } from '../../data/use-answer.js';
import { useMinute } from '../../live/use-minute.js';
import { ServicesSwitch } from '../services/services-switch.js';
import { attributesText, columnsOf, labelOf, rowsOf, type CounterRow } from './counter-rows.js';
import '../../components/table.css';
import './counters-view.css';

/** Senders export once a minute, and more often on request. */
const REFRESH = 10_000;

export function CountersView({ query }: { readonly query: URLSearchParams }): ReactNode {
  const last = query.get('last');
  const limit = Number(query.get('limit') ?? 1000);
  const now = useMinute();
  const { data, error, isPending, refetch } = useAnswer(
    'counters',
    { since: rangeStart(last, now), limit },
    { keepPrevious: true, refetchInterval: REFRESH },
  );
  if (isPending) return <Loading what="the counters" />;
  if (data === undefined)
    return <ErrorMessage error={error ?? new Error('The explorer returned no data.')} onRetry={() => void refetch()} />;
  return (
    <div className="counters">
      <Toolbar
        title={
          <>
            <h1>Counters of links</h1>
            <p className="soft">
              {plural(new Set(data.counters.map(({ service }) => service)).size, 'service')}, as they count themselves
              <CutNotice
                cutBy={data.cutBy}
                limits={{ limit }}
                onRaise={(bound, to) => navigate(hrefTo('counters', { [bound]: to }, query))}
              />
            </p>
          </>
        }
      >
        <label className="inline">
          Time range{' '}
          <select
            value={last ?? ''}
            onChange={({ target }) => navigate(hrefTo('counters', { last: target.value }, query))}
          >
            <option value="">last 30 days</option>
            <TimeRangeOptions />
          </select>
        </label>
        <ServicesSwitch view="counters" />
      </Toolbar>
      {data.counters.length === 0 ? <NoCounters /> : <CounterTable {...data} />}
    </div>
  );
}

function CounterTable({ counters }: Pick<CountersAnswer, 'counters'>): ReactNode {
  const [rows, columns] = [rowsOf(counters), columnsOf(counters)];
  const now = Date.now() * 1000;
  return (
    <div className="table-box" tabIndex={0} role="region" aria-label="Counters by service and site">
      <table>
        <thead>
          <tr>
            <th scope="col">Service</th>
            <th scope="col">Site</th>
            {columns.map((column) => (
              <th key={column} scope="col" className="is-number" title={column}>
                {labelOf(column)}
              </th>
            ))}
            <th scope="col" className="only-wide">
              Last rose
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <td>
                <ServiceName name={row.service} />
              </td>
              <td>
                <Site row={row} />
              </td>
              {columns.map((column) => (
                <td key={column} className="is-number">
                  {row.values.get(column) === undefined ? '' : count(row.values.get(column) ?? 0)}
                </td>
              ))}
              <td className="only-wide" title={moment(row.rose)}>
                {ago(row.rose, now)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Site({ row: { site, attributes } }: { readonly row: CounterRow }): ReactNode {
  const others = attributesText(attributes);
  return (
    <>
      {site === undefined ? <span className="soft">no site told</span> : <Name text={site} empty="no name" />}
      {others !== '' && (
        <span className="soft">
          {' '}
          · <bdi>{others}</bdi>
        </span>
      )}
    </>
  );
}

const NoCounters = (): ReactNode => (
  <EmptyState title="No counters in this time range">
    <p>
      Spanlink counts the links that it makes, and those that are unreadable, late or dropped. They appear here once an
      application exports metrics to the same address as its spans: with <code>OTEL_METRICS_EXPORTER=otlp</code>, or a
      metric reader in its SDK.
    </p>
  </EmptyState>
);
