/** A trace and its causal neighbours as a graph of traces, without time. */
import { useMemo, type ReactNode } from 'react';
import type { CausalLink, Lane } from '../../../api/answers.js';
import { navigate, hrefTo, readClocks } from '../../data/address.js';
import { useAnswer } from '../../data/use-answer.js';
import { duration, plural, shortId } from '../../components/format.js';
import { ClocksNotice, ClocksSwitch } from '../../components/clocks-switch.js';
import { CutNotice } from '../../components/cut-notice.js';
import { nameText, serviceText } from '../../components/foreign-text.js';
import { Name } from '../../components/name.js';
import { ErrorLabel, ServiceName } from '../../components/service-name.js';
import { ExportLinks } from '../../components/export-links.js';
import { Icon } from '../../components/icon.js';
import { Menu } from '../../components/menu.js';
import { ErrorMessage } from '../../components/error-message.js';
import { Loading } from '../../components/loading.js';
import { ViewTabs } from '../timeline/view-tabs.js';
import { Flow, type FlowEdge } from '../../flow/flow.js';
import { Toolbar } from '../../components/toolbar.js';

/** The traces that are laid out at first: a layered layout takes long for more. */
const MOST = 120;
const DEFAULT_HOPS = 3;

export function GraphView({ query }: { readonly query: URLSearchParams }): ReactNode {
  const trace = query.get('trace') ?? '';
  const clocks = readClocks(query);
  const traces = Number(query.get('traces') ?? MOST);
  const around = { hops: query.get('hops') ?? undefined, direction: query.get('direction') ?? undefined };
  const { data, error, isPending, refetch } = useAnswer('graph', { trace, ...around, traces, spans: 1_000, clocks });
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
    return edgesOf(data?.links ?? []).filter(({ from, to }) => known.has(from) && known.has(to));
  }, [data, nodes]);
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
              <CutNotice
                // this view has no spans
                cutBy={data.cutBy.filter((bound) => bound !== 'spans')}
                limits={{ hops: Number(around.hops ?? DEFAULT_HOPS), traces }}
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
        <Menu
          label={
            <>
              <Icon name="save" /> Export
            </>
          }
        >
          <ExportLinks trace={trace} around={{ ...around, traces }} />
        </Menu>
      </Toolbar>
      <Flow
        label="Causal graph of traces"
        nodes={nodes}
        edges={edges}
        onNode={(id) => navigate(hrefTo('timeline', { trace: id }))}
        onEdge={(id) => navigate(hrefTo('timeline', { trace, sel: id.split('|')[2] }))}
      />
    </div>
  );
}

/** Returns one edge for all links with the same relation between two traces. */
function edgesOf(links: readonly CausalLink[]): FlowEdge[] {
  const groups = new Map<string, { link: CausalLink; size: number }>();
  for (const link of links) {
    const key = [link.cause.traceId, link.effect.traceId, link.relation ?? ''].join('|');
    groups.set(key, { link: groups.get(key)?.link ?? link, size: (groups.get(key)?.size ?? 0) + 1 });
  }
  return [...groups.values()].map(({ link: { cause, effect, relation = 'link' }, size }) => ({
    id: [cause.traceId, relation, `${effect.traceId}:${effect.spanId}`].join('|'),
    from: cause.traceId,
    to: effect.traceId,
    isLink: true,
    isError: false,
    width: Math.min(1.75 + Math.log10(size), 5),
    name: relation,
    detail: size === 1 ? '' : `×${size}`,
    description:
      `${shortId(cause.traceId)} led to ${shortId(effect.traceId)} ` +
      `by ${plural(size, 'link')}: ${nameText(relation)}`,
  }));
}

function LaneContent({ lane }: { readonly lane: Lane }): ReactNode {
  return (
    <>
      <b className="flow-name">
        <Name text={lane.name} />
      </b>
      <ServiceName name={lane.service} />
      <span className="flow-facts">
        {plural(lane.spans, 'span')} · {duration(lane.duration)}{' '}
        {lane.errors > 0 && <ErrorLabel>{lane.errors}</ErrorLabel>}
      </span>
    </>
  );
}
