/** The metrics of an explorer: what it received and, if it keeps, what became of it. */
import { statfs } from 'node:fs/promises';
import { memoryUsage } from 'node:process';
import type { KeepingCounts } from './keep/keeping-counts.js';
import type { MetricsCounts } from './receive/metrics-service.js';
import type { ReceiverCounts } from './receive/trace-service.js';
import type { Metric, Sample } from './serve/prometheus-text.js';
import type { Store } from './store/open-store.js';

export interface MetricSources {
  readonly version: string;
  readonly received: ReceiverCounts;
  readonly receivedMetrics: MetricsCounts;
  /** Undefined if nothing is kept. */
  readonly keeping?: KeepingCounts;
  readonly store: Pick<Store, 'query'>;
  /** The data folder; undefined on a server. */
  readonly data?: string;
}

/** Reads all metrics. */
export async function explorerMetrics({
  version,
  received,
  receivedMetrics,
  keeping,
  store,
  data,
}: MetricSources): Promise<Metric[]> {
  const [tables, disk] = await Promise.all([readTables(store), data === undefined ? [] : readDisk(data)]);
  return [
    gauge('spanlink_explorer_info', 'The version of this explorer.', [{ value: 1, labels: { version } }]),
    ...spanMetrics(received),
    ...counterMetrics(receivedMetrics),
    ...(keeping ? keepingMetrics(keeping) : []),
    ...tables,
    ...disk,
    ...processMetrics(),
  ];
}

const counter = (name: string, help: string, samples: readonly Sample[] | number): Metric => ({
  name,
  type: 'counter',
  help,
  samples: typeof samples === 'number' ? [{ value: samples }] : samples,
});

const gauge = (name: string, help: string, samples: readonly Sample[] | number): Metric => ({
  ...counter(name, help, samples),
  type: 'gauge',
});

const spanMetrics = (counts: ReceiverCounts): Metric[] => [
  counter('spanlink_explorer_received_requests_total', 'Requests that were stored.', counts.requests),
  counter('spanlink_explorer_failed_requests_total', 'Requests that were refused or failed.', counts.failedRequests),
  counter('spanlink_explorer_received_spans_total', 'Spans that were stored.', counts.spans),
  counter('spanlink_explorer_rejected_spans_total', 'Spans that are not valid, of requests that were stored.', [
    { value: counts.rejectedSpans },
  ]),
  counter('spanlink_explorer_dropped_links_total', 'Links to no valid id.', counts.droppedLinks),
  counter('spanlink_explorer_cut_texts_total', 'Texts that were cut as they are too long.', counts.cutTexts),
];

const counterMetrics = ({ points, rejectedPoints, failedRequests }: MetricsCounts): Metric[] => [
  counter('spanlink_explorer_received_points_total', 'Points of counters of links that were taken.', points),
  counter('spanlink_explorer_rejected_points_total', 'Points of such counters that are not valid.', rejectedPoints),
  counter(
    'spanlink_explorer_failed_metrics_requests_total',
    'Requests with metrics that were refused or failed.',
    failedRequests,
  ),
];

function keepingMetrics(counts: KeepingCounts): Metric[] {
  const { isDeciding, waiting, policies, roles, notKept, late, cut, lag, forwarding, deletedSpans } = counts;
  const decided = policies.map(({ policy, isDrop, traces }) => ({
    value: traces,
    labels: { policy, decision: isDrop ? 'dropped' : 'kept' },
  }));
  return [
    gauge(
      'spanlink_keep_deciding',
      '1 if this explorer decides, 0 if another one on its server does.',
      isDeciding ? 1 : 0,
    ),
    gauge('spanlink_keep_waiting_traces', 'Traces that wait to be decided.', waiting),
    counter('spanlink_keep_decided_traces_total', 'Traces that were decided, by the first policy that was for it.', [
      ...decided,
      { value: notKept, labels: { policy: '', decision: 'not_kept' } },
    ]),
    counter(
      'spanlink_keep_kept_traces_total',
      'Traces that were kept: by a policy, or as a cause or an effect of one that is.',
      Object.entries(roles).map(([reason, value]) => ({ value, labels: { reason } })),
    ),
    counter('spanlink_keep_cut_stories_total', 'Stories of which a bound left traces out.', cut),
    counter('spanlink_keep_late_traces_total', 'Times that spans came for a trace that was kept already.', late),
    counter('spanlink_keep_forwarded_spans_total', 'Spans that the backend accepted.', forwarding.forwarded),
    counter('spanlink_keep_forward_failed_spans_total', 'Spans that were kept and did not arrive, by reason.', [
      { value: forwarding.rejected, labels: { reason: 'rejected' } },
      { value: forwarding.refused, labels: { reason: 'refused' } },
      { value: forwarding.expired, labels: { reason: 'expired' } },
    ]),
    counter(
      'spanlink_keep_deleted_spans_total',
      'Spans that were not kept, and deleted before their time as the disk was nearly full.',
      deletedSpans,
    ),
    counter('spanlink_keep_forward_retries_total', 'Requests that were sent again.', forwarding.retries),
    gauge('spanlink_keep_lag_seconds', 'For how long something waited beyond its time, by what it waited for.', [
      { value: lag.decision, labels: { for: 'decision' } },
      { value: lag.forwarding, labels: { for: 'forwarding' } },
    ]),
  ];
}

/** Reads what the tables take. */
async function readTables({ query }: Pick<Store, 'query'>): Promise<Metric[]> {
  const tables = await query<{ name: string; bytes: number; rows: number }>(`SELECT table AS name,
  sum(bytes_on_disk) AS bytes, sum(rows) AS rows FROM system.parts
WHERE active AND database = currentDatabase() AND (table = 'otel_traces' OR startsWith(table, 'spanlink_'))
GROUP BY table ORDER BY table`);
  return [
    gauge(
      'spanlink_explorer_table_bytes',
      'Bytes on disk; spanlink_fragments are the traces that are held.',
      tables.map(({ name, bytes }) => ({ value: bytes, labels: { table: name } })),
    ),
    gauge(
      'spanlink_explorer_table_rows',
      'Rows of a table.',
      tables.map(({ name, rows }) => ({ value: rows, labels: { table: name } })),
    ),
  ];
}

/** Reads the room on the disk of a data folder. */
async function readDisk(data: string): Promise<Metric[]> {
  const { blocks, bavail, bsize } = await statfs(data);
  return [
    gauge('spanlink_explorer_disk_bytes', 'The size of the disk of the data folder.', blocks * bsize),
    gauge('spanlink_explorer_disk_free_bytes', 'The room that is left on it.', bavail * bsize),
  ];
}

// the names that all exporters of Prometheus give them
function processMetrics(): Metric[] {
  const { user, system } = process.cpuUsage();
  return [
    counter('process_cpu_seconds_total', 'Processor time of this process.', (user + system) / 1e6),
    gauge('process_resident_memory_bytes', 'Memory of this process.', memoryUsage.rss()),
    gauge(
      'process_start_time_seconds',
      'When it started, in seconds since 1970.',
      Date.now() / 1000 - process.uptime(),
    ),
  ];
}
