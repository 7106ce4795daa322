/** Metrics in the text format of Prometheus, version 0.0.4. */

export interface Sample {
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface Metric {
  /** That of a counter ends in `_total`. */
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  /** A sentence about what is counted. */
  readonly help: string;
  readonly samples: readonly Sample[];
}

export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Writes metrics, each with all its samples, as the format requires. Those without samples are left out. */
export const toPrometheusText = (metrics: readonly Metric[]): string =>
  metrics
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, type, help, samples }) =>
      [
        `# HELP ${name} ${escape(help)}\n# TYPE ${name} ${type}\n`,
        ...samples.map(({ value, labels = {} }) => `${name}${labelText(labels)} ${value}\n`),
      ].join(''),
    )
    .join('');

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escape(value).replaceAll('"', '\\"')}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const escape = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
