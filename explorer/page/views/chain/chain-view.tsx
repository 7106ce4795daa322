/** The view of a causal chain, from its first cause to its end, with its steps and waits. */
import { useMemo, type ReactNode } from 'react';
import type { ChainAnswer } from '../../../api/answers.js';
import { navigate, hrefTo, readClocks } from '../../data/address.js';
import type { Params } from '../../data/api-client.js';
import { useAnswer } from '../../data/use-answer.js';
import { ClocksNotice, ClocksSwitch } from '../../components/clocks-switch.js';
import { nameText } from '../../components/foreign-text.js';
import { ToggleGroup } from '../../components/toggle-group.js';
import { duration, plural, share } from '../../components/format.js';
import { saveJson } from '../../data/download.js';
import { CutNotice } from '../../components/cut-notice.js';
import { ExportLinks } from '../../components/export-links.js';
import { ExportMenu } from '../../components/export-menu.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorMessage } from '../../components/error-message.js';
import { Loading } from '../../components/loading.js';
import { LiveTools } from '../../live/live-tools.js';
import { useLiveAnswers } from '../../live/use-live-answers.js';
import { useNews } from '../../live/use-news.js';
import { stepKey } from './chain-step.js';
import { ViewTabs } from '../timeline/view-tabs.js';
import { ChainSteps } from './chain-steps.js';
import { ChainStrip } from './chain-strip.js';
import { Toolbar } from '../../components/toolbar.js';
import './chain-view.css';

const DEFAULT_HOPS = 20;
/** The traces that an export may have. */
const MOST_TRACES = 500;

export function ChainView({ query }: { readonly query: URLSearchParams }): ReactNode {
  const trace = query.get('trace') ?? '';
  const span = query.get('span') ?? undefined;
  const end = query.get('end') === 'last' ? 'last' : 'here';
  const clocks = readClocks(query);
  const params = useMemo(
    (): Params<'chain'> => ({
      trace,
      span,
      end: end === 'last' ? 'last' : undefined,
      hops: query.get('hops') ?? undefined,
      clocks,
    }),
    [trace, span, end, clocks, query],
  );
  const { data, error, isPending, refetch } = useAnswer('chain', params);
  const live = useLiveAnswers({
    questions: ['chain'],
    isTouched: (traces) =>
      [trace, ...(data?.traces.map(({ traceId }) => traceId) ?? []), ...(data?.searched ?? [])].some((id) =>
        traces.has(id),
      ),
    scope: query.toString(),
  });
  const news = useNews({
    keys: useMemo(() => data?.steps.map(stepKey), [data]),
    scope: query.toString(),
    summary: data === undefined ? '' : plural(data.steps.length, 'step'),
    describe: (fresh) => plural(fresh.length, 'new step'),
  });
  if (isPending) return <Loading what="the chain" />;
  if (data === undefined)
    return <ErrorMessage error={error ?? new Error('The explorer returned no data.')} onRetry={() => void refetch()} />;
  const last = data.steps.at(-1);
  return (
    <div className="chain">
      <Toolbar
        title={
          <>
            <h1>{last === undefined ? 'Causal chain' : `How “${nameText(last.span.name)}” came about`}</h1>
            <p className="soft">
              {plural(data.steps.length, 'step')} in {plural(data.traces.length, 'trace')}
              <CutNotice
                cutBy={data.cutBy}
                limits={{ hops: Number(query.get('hops') ?? DEFAULT_HOPS) }}
                onRaise={(bound, to) => navigate(hrefTo('chain', { [bound]: to }, query))}
              />
              <ClocksNotice clocks={clocks} offsets={data.clockOffsets} />
            </p>
          </>
        }
      >
        <ViewTabs
          view="chain"
          trace={trace}
          span={span === undefined ? undefined : { traceId: trace, spanId: span }}
          clocks={clocks}
        />
        <ClocksSwitch
          clocks={clocks}
          offsets={data.clockOffsets}
          onChange={(value) => navigate(hrefTo('chain', { clocks: value }, query), { replace: true })}
        />
        <ToggleGroup
          label="End of the chain"
          value={end}
          options={[
            ['here', 'To this span'],
            ['last', 'To the last effect'],
          ]}
          onChange={(value) => navigate(hrefTo('chain', { end: value === 'last' ? 'last' : undefined }, query))}
        />
        <ExportMenu>
          <button type="button" onClick={() => saveJson(data, `spanlink-chain-${trace.slice(0, 8)}.json`)}>
            Data (JSON)
          </button>
          <ExportLinks
            // a chain goes through callers, too, so that it is not around its last span alone
            trace={last?.span.traceId ?? trace}
            around={{ hops: query.get('hops') ?? DEFAULT_HOPS, direction: 'causes', traces: MOST_TRACES }}
          />
        </ExportMenu>
        <LiveTools {...live} />
      </Toolbar>
      {data.steps.length === 0 ? (
        <EmptyState title="No chain found">
          <p>No span of this trace was received, or none that leads to it. Its timeline shows what is known.</p>
        </EmptyState>
      ) : (
        <div className="chain-body">
          <ChainTotals answer={data} />
          <ChainStrip steps={data.steps} />
          <ChainSteps steps={data.steps} news={news} />
        </div>
      )}
    </div>
  );
}

/**
 * The elapsed time, divided into active and waiting time. Durations are not summed: concurrent steps would count twice.
 */
function ChainTotals({ answer: { elapsed, waited } }: { readonly answer: ChainAnswer }): ReactNode {
  return (
    <dl className="sums">
      <div>
        <dt>Elapsed</dt>
        <dd>{duration(elapsed)}</dd>
      </div>
      <div>
        <dt>Active</dt>
        <dd>
          {duration(elapsed - waited)} <small>{share(elapsed - waited, elapsed)}</small>
        </dd>
      </div>
      <div>
        <dt>Waiting</dt>
        <dd>
          {duration(waited)} <small>{share(waited, elapsed)}</small>
        </dd>
      </div>
    </dl>
  );
}
