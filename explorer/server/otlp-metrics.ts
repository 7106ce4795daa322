/** Sends the metrics of an explorer over OTLP, as a reader of `/metrics` would see them. */
import { ValueType } from '@opentelemetry/api';
import type { HrTime } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationTemporality, DataPointType, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { MetricData, PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { Metric } from './serve/prometheus-text.js';

export interface MetricsTarget {
  /** `http://collector:4318/v1/metrics`; headers and certificates are those of `OTEL_EXPORTER_OTLP_METRICS_…`. */
  readonly url: string;
  /** Milliseconds between two requests. */
  readonly interval: number;
}

export interface MetricsExport {
  /** Sends the last values, if that takes no longer than two seconds. */
  close(): Promise<void>;
}

const CLOSE_MS = 2000;

/**
 * Begins to send metrics.
 *
 * @param read returns the metrics, counted since the start
 * @param onNotice called with a sentence when they are not taken, and when they are again
 */
export function exportMetrics(
  { url, interval }: MetricsTarget,
  version: string,
  read: () => Promise<readonly Metric[]>,
  onNotice: (notice: string) => void,
): MetricsExport {
  const startTime = toHrTime(Date.now());
  const resource = resourceFromAttributes({ 'service.name': 'spanlink-explorer', 'service.version': version }).merge(
    detectResources({ detectors: [envDetector] }),
  );
  const reader = new PeriodicExportingMetricReader({
    exporter: new NoticingExporter(url, onNotice),
    exportIntervalMillis: interval,
    exportTimeoutMillis: Math.min(interval, 10_000),
  });
  reader.setMetricProducer({
    collect: async () => {
      const metrics = await read();
      const endTime = toHrTime(Date.now());
      const scope = { name: '@spanlink/explorer', version };
      const data = metrics.map((metric) => toMetricData(metric, startTime, endTime));
      return { resourceMetrics: { resource, scopeMetrics: [{ scope, metrics: data }] }, errors: [] };
    },
  });
  return {
    close: () => reader.shutdown({ timeoutMillis: CLOSE_MS }).catch(() => undefined),
  };
}

const toHrTime = (milliseconds: number): HrTime => [Math.floor(milliseconds / 1000), (milliseconds % 1000) * 1e6];

function toMetricData({ name, type, help, samples }: Metric, startTime: HrTime, endTime: HrTime): MetricData {
  const common = {
    descriptor: { name, description: help, unit: '', valueType: ValueType.DOUBLE, advice: {} },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPoints: samples.map(({ value, labels = {} }) => ({ startTime, endTime, attributes: labels, value })),
  };
  return type === 'counter'
    ? { ...common, dataPointType: DataPointType.SUM, isMonotonic: true }
    : { ...common, dataPointType: DataPointType.GAUGE };
}

/** Tells the first of several failures, which the SDK only logs. */
class NoticingExporter extends OTLPMetricExporter {
  readonly #url: string;
  readonly #onNotice: (notice: string) => void;
  #hasFailed = false;

  constructor(url: string, onNotice: (notice: string) => void) {
    super({ url });
    this.#url = url;
    this.#onNotice = onNotice;
  }

  override export(...[metrics, resultCallback]: Parameters<PushMetricExporter['export']>): void {
    super.export(metrics, (result) => {
      const hasFailed = result.error !== undefined;
      if (hasFailed && !this.#hasFailed)
        this.#onNotice(`${this.#url} does not take metrics, which are tried again: ${String(result.error?.message)}`);
      if (!hasFailed && this.#hasFailed) this.#onNotice(`${this.#url} takes metrics again.`);
      this.#hasFailed = hasFailed;
      resultCallback(result);
    });
  }
}
