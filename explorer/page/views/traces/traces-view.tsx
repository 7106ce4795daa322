/** The first page: a search and its results; without conditions, the recent traces as they arrive. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState, type ReactNode } from 'react';
import { hrefTo, navigate } from '../../data/address.js';
import { unreachable, type Params } from '../../data/api-client.js';
import { searchQuery } from '../../data/queries.js';
import { useAnswer } from '../../data/use-answer.js';
import { LiveSwitch } from '../../live/live-switch.js';
import { useLiveAnswers } from '../../live/use-live-answers.js';
import { useNews } from '../../live/use-news.js';
import { plural } from '../../components/format.js';
import { Link } from '../../components/link.js';
import { Icon } from '../../components/icon.js';
import { CutNotice } from '../../components/cut-notice.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorMessage } from '../../components/error-message.js';
import { Loading } from '../../components/loading.js';
import { searchParams, describeSearch, isSearch } from './search-params.js';
import { TraceList } from './trace-list.js';
import { SearchForm } from './search-form.js';
import { Welcome } from './welcome.js';
import './traces-view.css';

/** The API's default for the links between a trace and the span that it is searched by. */
const DEFAULT_HOPS = 10;

const EXAMPLES: readonly (readonly [label: string, query: Readonly<Record<string, string>>])[] = [
  ['Traces with errors', { status: 'error' }],
  ['Traces that led to an error', { 'ledTo.status': 'error' }],
  ['Traces caused by an error', { 'causedBy.status': 'error' }],
];

export function TracesView({ query }: { readonly query: URLSearchParams }): ReactNode {
  const params = useMemo(() => searchParams(query, Date.now()) as Params<'search'>, [query]);
  const search = useInfiniteQuery(searchQuery({ ...params, limit: 50 }));
  const error = search.error ?? unreachable(search.failureReason);
  const { data: status } = useAnswer('status', {}, { refetchInterval: 5_000 });
  const isDeep = (search.data?.pages.length ?? 0) > 1;
  const scope = query.toString();
  const { waiting, show } = useLiveAnswers({ questions: ['search'], isHeld: isDeep, scope });
  const traces = useMemo(() => search.data?.pages.flatMap((page) => page.traces) ?? [], [search.data]);
  const ids = useMemo(
    () => (search.isSuccess ? traces.map(({ traceId }) => traceId) : undefined),
    [search.isSuccess, traces],
  );
  const news = useNews({
    keys: ids,
    // older traces that were loaded are no news
    scope: `${scope} ${String(search.data?.pages.length)}`,
    summary: plural(traces.length, 'trace'),
    describe: (fresh) => plural(fresh.length, 'new trace'),
  });
  const cutBy = useMemo(() => [...new Set(search.data?.pages.flatMap((page) => page.cutBy))], [search.data]);
  // on a wide screen the form is always open
  const [isFormOpen, setFormOpen] = useState(false);

  return (
    <div className="traces">
      <aside className={isFormOpen ? 'is-open' : ''} aria-label="Search">
        <button
          type="button"
          className="button only-narrow"
          aria-expanded={isFormOpen}
          onClick={() => setFormOpen(!isFormOpen)}
        >
          <Icon name="search" /> {isFormOpen ? 'Hide search' : 'Search'}
        </button>
        <div className="aside-body">
          {/* another address is another form */}
          <SearchForm key={query.toString()} query={query} />
          <nav className="examples" aria-label="Example searches">
            {EXAMPLES.map(([label, example]) => (
              <Link key={label} to={hrefTo('traces', example)}>
                {label}
              </Link>
            ))}
          </nav>
        </div>
      </aside>
      <section className="found" aria-labelledby="found-title">
        <header>
          <h1 id="found-title">{isSearch(query) ? describeSearch(query) : 'Recent traces'}</h1>
          {(traces.length > 0 || cutBy.length > 0) && (
            <p className="soft">
              {plural(traces.length, 'trace')}
              {search.hasNextPage ? ' so far' : ''}
              <CutNotice
                cutBy={cutBy}
                limits={{ hops: Number(query.get('hops') ?? DEFAULT_HOPS) }}
                onRaise={(bound, to) => navigate(hrefTo('traces', { [bound]: to }, query))}
              />
            </p>
          )}
          <LiveSwitch />
        </header>
        {waiting > 0 && (
          <button type="button" className="button news" onClick={show}>
            Show {plural(waiting, 'new span')}
          </button>
        )}
        {error !== null && traces.length === 0 && <ErrorMessage error={error} onRetry={() => void search.refetch()} />}
        {search.isPending && error === null && <Loading what="traces" />}
        {search.isSuccess &&
          traces.length === 0 &&
          (status?.spans === 0 ? <Welcome status={status} /> : <NothingFound />)}
        {traces.length > 0 && (
          <TraceList
            traces={traces}
            news={news}
            hasMore={search.hasNextPage}
            isLoading={search.isFetchingNextPage}
            onMore={() => void search.fetchNextPage()}
          />
        )}
      </section>
    </div>
  );
}

function NothingFound(): ReactNode {
  return (
    <EmptyState title="No matching traces">
      <p>
        Remove a condition, or choose a longer time range. A name must match exactly, unless it ends with *. A duration
        has a unit, such as 150ms.
      </p>
      <Link to={hrefTo('traces')} className="button">
        All recent traces
      </Link>
    </EmptyState>
  );
}
