/** OTLP's messages for metrics (opentelemetry-proto 1.x), as far as sums go: other kinds of metrics are not read. */

const METRICS_REQUEST_FIELDS = { resourceMetrics: [1, 'ResourceMetrics', 'repeated'] } as const;
const RESOURCE_METRICS_FIELDS = {
  resource: [1, 'Resource'],
  scopeMetrics: [2, 'ScopeMetrics', 'repeated'],
  schemaUrl: [3, 'string'],
} as const;
const SCOPE_METRICS_FIELDS = {
  scope: [1, 'InstrumentationScope'],
  metrics: [2, 'Metric', 'repeated'],
  schemaUrl: [3, 'string'],
} as const;
const METRIC_FIELDS = { name: [1, 'string'], sum: [7, 'Sum'] } as const;
const SUM_FIELDS = {
  dataPoints: [1, 'NumberDataPoint', 'repeated'],
  aggregationTemporality: [2, 'int32'],
  isMonotonic: [3, 'bool'],
} as const;
const POINT_FIELDS = {
  startTimeUnixNano: [2, 'fixed64'],
  timeUnixNano: [3, 'fixed64'],
  asDouble: [4, 'double'],
  asInt: [6, 'sfixed64'],
  attributes: [7, 'KeyValue', 'repeated'],
  flags: [8, 'uint32'],
} as const;

/** The fields of each message, by its name. */
export const METRIC_MESSAGES = {
  ExportMetricsServiceRequest: METRICS_REQUEST_FIELDS,
  ResourceMetrics: RESOURCE_METRICS_FIELDS,
  ScopeMetrics: SCOPE_METRICS_FIELDS,
  Metric: METRIC_FIELDS,
  Sum: SUM_FIELDS,
  NumberDataPoint: POINT_FIELDS,
  ExportMetricsServiceResponse: { partialSuccess: [1, 'ExportMetricsPartialSuccess'] },
  ExportMetricsPartialSuccess: { rejectedDataPoints: [1, 'int64'], errorMessage: [2, 'string'] },
} as const;

/** AggregationTemporality. */
export const DELTA = 1;
export const CUMULATIVE = 2;

/** The flag of a point without a value: its counter is gone. */
export const NO_RECORDED_VALUE = 1;
