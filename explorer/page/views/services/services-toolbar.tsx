/** The toolbar of the services: what is shown of them, and of which time. */
import type { ReactNode } from 'react';
import type { ServicesAnswer } from '../../../api/answers.js';
import { CutNotice } from '../../components/cut-notice.js';
import { isolate, nameText } from '../../components/foreign-text.js';
import { count, plural } from '../../components/format.js';
import { TimeRangeOptions } from '../../components/time-range-options.js';
import { Toolbar } from '../../components/toolbar.js';
import { hrefTo, navigate, type QueryChange } from '../../data/address.js';
import { LiveTools } from '../../live/live-tools.js';
import type { LiveAnswers } from '../../live/use-live-answers.js';
import { ServicesSwitch } from './services-switch.js';
import {
  MOST_DRAWN,
  relationsOf,
  relationValue,
  strongestText,
  type FilteredServices,
  type ServiceFilter,
} from './service-filter.js';

export interface ServicesToolbarProps {
  readonly query: URLSearchParams;
  readonly answer: ServicesAnswer;
  readonly filter: ServiceFilter;
  readonly filtered: FilteredServices;
  readonly live: LiveAnswers;
}

export function ServicesToolbar({ query, answer, filter, filtered, live }: ServicesToolbarProps): ReactNode {
  const change = (values: QueryChange): void => navigate(hrefTo('services', values, query), { replace: true });
  return (
    <Toolbar title={<Title answer={answer} filter={filter} filtered={filtered} change={change} />}>
      <p className="legend" aria-hidden="true">
        <span className="legend-call" /> call <span className="legend-link" /> link
      </p>
      <label className="inline">
        Service{' '}
        <input
          type="search"
          list="service-names"
          value={filter.service}
          placeholder="all"
          onChange={({ target }) => change({ service: target.value })}
        />
        <datalist id="service-names">
          {answer.services.map(({ name }) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </label>
      <label className="inline">
        Edges{' '}
        <select value={filter.edges} onChange={({ target }) => change({ edges: target.value })}>
          <option value="">calls and links</option>
          <option value="call">calls</option>
          <option value="link">links</option>
          {relationsOf(answer.edges).map((relation) => (
            <option key={relation} value={relationValue(relation)}>
              links: {nameText(relation, 'no relation')}
            </option>
          ))}
        </select>
      </label>
      <label className="inline">
        Draw{' '}
        <select
          value={filter.most}
          onChange={({ target }) => change({ strongest: strongestText(Number(target.value)) })}
        >
          {[...new Set([...MOST_DRAWN, filter.most])]
            .sort((one, other) => one - other)
            .map((most) => (
              <option key={most} value={most}>
                {count(most)} strongest
              </option>
            ))}
        </select>
      </label>
      <label className="inline">
        Time range{' '}
        <select
          value={query.get('last') ?? ''}
          onChange={({ target }) =>
            navigate(hrefTo('services', { last: target.value, since: undefined, until: undefined }, query))
          }
        >
          <option value="">last hour with spans</option>
          <TimeRangeOptions />
        </select>
      </label>
      <ServicesSwitch view="services" />
      <LiveTools {...live} />
    </Toolbar>
  );
}

function Title({
  answer,
  filter,
  filtered: { services, edges },
  change,
}: Pick<ServicesToolbarProps, 'answer' | 'filter' | 'filtered'> & {
  readonly change: (values: QueryChange) => void;
}): ReactNode {
  const isFiltered = services.length < answer.services.length || edges.length < answer.edges.length;
  const calls = edges.filter(({ kind }) => kind === 'call').length;
  const next = MOST_DRAWN.find((most) => most > filter.most);
  return (
    <>
      <h1>{filter.service.trim() === '' ? 'Services' : `Services around “${isolate(filter.service.trim())}”`}</h1>
      <p className="soft">
        {plural(services.length, 'service')}, {plural(calls, 'call edge')}, {plural(edges.length - calls, 'link edge')}
        {isFiltered && ` of ${plural(answer.services.length, 'service')} and ${plural(answer.edges.length, 'edge')}`}
        {edges.length > filter.most && (
          <span className="notice">
            {' · '}the strongest {count(filter.most)} of {plural(edges.length, 'edge')} are drawn{' '}
            {next !== undefined && (
              <button type="button" className="link-button" onClick={() => change({ strongest: strongestText(next) })}>
                Draw up to {count(next)}
              </button>
            )}
          </span>
        )}
        <CutNotice cutBy={answer.cutBy} />
      </p>
    </>
  );
}
