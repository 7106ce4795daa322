/** A trace and its causal neighbours as a graph of traces, without time. */
import { useMemo, type ReactNode } from 'react';
import { navigate, hrefTo, readClocks } from '../../data/address.js';
import { spanKey } from '../../data/timeline-model.js';
import { useAnswer } from '../../data/use-answer.js';
import { plural, shortId } from '../../components/format.js';
import { ClocksNotice, ClocksSwitch } from '../../components/clocks-switch.js';
import { CutNotice } from '../../components/cut-notice.js';
import { nameText, serviceText } from '../../components/foreign-text.js';
import { Name } from '../../components/name.js';
import { ExportLinks } from '../../components/export-links.js';
import { ExportMenu } from '../../components/export-menu.js';
import { ErrorMessage } from '../../components/error-message.js';
import { Loading } from '../../components/loading.js';
import { UsageNote } from '../../components/usage-note.js';
import { ViewTabs } from '../timeline/view-tabs.js';
import { Flow } from '../../flow/flow.js';
import { LiveTools } from '../../live/live-tools.js';
import { useLiveAnswers } from '../../live/use-live-answers.js';
import { useNews } from '../../live/use-news.js';
import { edgeId, edgesOf } from './causal-edges.js';
import { LaneContent } from './lane-content.js';
import { Toolbar } from '../../components/toolbar.js';

/** The traces that are laid out at first: a layered layout takes long for more. */
const MOST = 120;
const DEFAULT_HOPS = 3;
const DEFAULT_LINKS = 20_000;

export function GraphView({ query }: { readonly query: URLSearchParams }): ReactNode {
  const trace = query.get('trace') ?? '';
  const clocks = readClocks(query);
  const traces = Number(query.get('traces') ?? MOST);
  const around = { hops: query.get('hops') ?? undefined, direction: query.get('direction') ?? undefined };
  const links = Number(query.get('links') ?? DEFAULT_LINKS);
  const { data, error, isPending, refetch } = useAnswer('graph', {
    trace,
    ...around,
    traces,
    links,
    spans: 1_000,
    clocks,
  });
  const nodes = useMemo(
    () => [
      ...(data?.lanes.map((lane) => ({
        id: lane.traceId,
        label: `${nameText(lane.name)}, ${serviceText(lane.service)}, ${plural(lane.spans, 'span')}`,
        content: <LaneContent lane={lane} />,
        isMarked: lane.traceId === trace,
      })) ?? []),
      ...(data?.missing.map(({ traceId }) => ({
        id: traceId,
        label: `Trace ${shortId(traceId)} was not received`,
        content: (
          <span className="not-received">
            ? trace {shortId(traceId)}
            <br />
            not received
          </span>
        ),
      })) ?? []),
    ],
    [data, trace],
  );
  const edges = useMemo(() => {
    const known = new Set(nodes.map(({ id }) => id));
    return edgesOf(
      (data?.links ?? []).filter(({ cause, effect }) => known.has(cause.traceId) && known.has(effect.traceId)),
    );
  }, [data, nodes]);
  const scope = JSON.stringify([trace, around, traces, links, clocks]);
  const live = useLiveAnswers({
    questions: ['graph', 'usage'],
    isTouched: (touched) => touched.has(trace) || nodes.some(({ id }) => touched.has(id)),
    scope,
  });
  const news = useNews({
    keys: useMemo(
      () => (data === undefined ? undefined : [...nodes.map(({ id }) => id), ...edges.map(({ id }) => id)]),
      [data, nodes, edges],
    ),
    scope,
    summary: `${plural(nodes.length, 'trace')}, ${plural(edges.length, 'edge')}`,
    describe: describeNews,
  });
  if (isPending) return <Loading what="the graph" />;
  if (data === undefined)
    return <ErrorMessage error={error ?? new Error('The explorer returned no data.')} onRetry={() => void refetch()} />;
  const center = data.lanes.find(({ traceId }) => traceId === trace);
  return (
    <div className="flow-view">
      <Toolbar
        title={
          <>
            <h1>{center === undefined ? `Trace ${shortId(trace)}` : <Name text={center.name} />}</h1>
            <p className="soft">
              {plural(data.lanes.length, 'trace')}, {plural(edges.length, 'edge')}
              <UsageNote around={{ trace, ...around, traces }} names={data.lanes.map(({ name }) => name)} />
              <CutNotice
                // this view has no spans
                cutBy={data.cutBy.filter((bound) => bound !== 'spans')}
                limits={{ hops: Number(around.hops ?? DEFAULT_HOPS), traces, links }}
                onRaise={(bound, to) => navigate(hrefTo('graph', { [bound]: to }, query))}
              />
              <ClocksNotice clocks={clocks} offsets={data.clockOffsets} />
            </p>
          </>
        }
      >
        <ViewTabs view="graph" trace={trace} around={around} clocks={clocks} />
        <ClocksSwitch
          clocks={clocks}
          offsets={data.clockOffsets}
          onChange={(value) => navigate(hrefTo('graph', { clocks: value }, query), { replace: true })}
        />
        <LiveTools {...live} />
        <ExportMenu>
          <ExportLinks trace={trace} around={{ ...around, traces, links }} />
        </ExportMenu>
      </Toolbar>
      <Flow
        label="Causal graph of traces"
        scope={scope}
        nodes={nodes}
        edges={edges}
        news={news}
        onNode={(id) => navigate(hrefTo('timeline', { trace: id }))}
        onEdge={(id) => {
          const link = data.links.find((one) => edgeId(one) === id);
          navigate(hrefTo('timeline', { trace, ...(link && { sel: spanKey(link.effect) }) }));
        }}
      />
    </div>
  );
}

function describeNews(news: readonly string[]): string {
  const edges = news.filter((key) => key.includes('|')).length;
  const traces = news.length - edges;
  return [traces > 0 && plural(traces, 'new trace'), edges > 0 && plural(edges, 'new edge')].filter(Boolean).join(', ');
}
