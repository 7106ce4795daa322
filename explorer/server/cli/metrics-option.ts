/** Reads where metrics are sent to. */
import type { MetricsTarget } from '../otlp-metrics.js';
import { parseUrl } from '../parse-url.js';
import { UsageError } from './usage-error.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** That of all OpenTelemetry SDKs. */
const DEFAULT_INTERVAL = 60_000;

/**
 * Returns undefined if metrics are not sent. Throws a {@link UsageError}.
 *
 * @param option the value of `--metrics-endpoint`
 */
export function readMetricsTarget(option: string | undefined, env: Environment): MetricsTarget | undefined {
  const name = option === undefined ? 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT' : '--metrics-endpoint';
  const text = option ?? env['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'];
  // an empty variable is as one that is not set
  if (text === undefined || (text === '' && option === undefined)) return undefined;
  const url = parseUrl(text);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new UsageError(`${name} must be a URL such as http://collector:4318/v1/metrics, and is "${text}".`);
  return { url: text, interval: readInterval(env['OTEL_METRIC_EXPORT_INTERVAL'] ?? '') };
}

function readInterval(text: string): number {
  if (text === '') return DEFAULT_INTERVAL;
  const interval = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (interval < 100)
    throw new UsageError(`OTEL_METRIC_EXPORT_INTERVAL must be milliseconds, 100 or more, and is "${text}".`);
  return interval;
}
