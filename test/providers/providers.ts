/** The providers under test, and what each of them sends to nobody, by its own design. */
import type { Protocol } from './agents/agent';
import { breeze } from './agents/breeze';
import { datadog } from './agents/datadog';
import { elasticApm } from './agents/elastic-apm';
import { newRelic } from './agents/new-relic';
import { otlp } from './agents/otlp';
import { sentry } from './agents/sentry';
import type { Format } from '../fixtures/applications';

export interface Provider {
  readonly name: string;
  /** Its package, whose version the documentation names. */
  readonly package: string;
  /** The code or the setting by which it takes what OpenTelemetry's API is told. */
  readonly setup: string;
  /** Its workspace here, which holds its package and a `start.ts`. */
  readonly folder: string;
  readonly protocol: Protocol;
  /** It needs a newer Node than 20. */
  readonly needsNewerNode?: boolean;
  /** Arguments of Node that its guide asks for. */
  readonly hooks?: Partial<Record<Format, readonly string[]>>;
  /** Settings, by the agent's address. */
  readonly env?: (agent: string) => Record<string, string>;
  /** What turns it off: settings, or code in its `start.ts`, which reads `OFF`. */
  readonly off: Off;
  /** Hosts that it asks for the machine's metadata, whatever its settings. */
  readonly asks?: readonly string[];
  /** The headers that its propagator writes, if not those of W3C. */
  readonly headers?: readonly string[];
  /** The number of links on a span that its protocol has room for; past that, all of them may be lost. */
  readonly linkLimit?: number;
  /** What it does not send, and why; all else is expected of every provider. */
  readonly limits?: Limits;
}

export interface Off {
  /** As the documentation has it. */
  readonly setting: string;
  readonly env: Readonly<Record<string, string>>;
  /** It stays the provider of OpenTelemetry's API, and makes spans that are not sampled. */
  readonly isUnsampling?: boolean;
}

export interface Limits {
  /** Attributes of links. */
  readonly linkAttributes?: string;
  /** The whole id of a trace that began elsewhere. */
  readonly traceIds?: string;
  /** A trace that begins with a span of the kind INTERNAL. */
  readonly internalRoots?: string;
  /** A link that is added to a span of its own API. */
  readonly ownLinks?: string;
  /** That a span failed. */
  readonly status?: string;
  /** The attribute `error.type`. */
  readonly errorType?: string;
  /** The type and message of an error. */
  readonly exceptions?: string;
  /** The span of a request that its process receives. */
  readonly server?: string;
}

const otlpTo = (agent: string): Record<string, string> => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: agent,
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
  OTEL_NODE_RESOURCE_DETECTORS: 'none',
});

const datadogSettings = (): Record<string, string> => ({
  DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
  DD_REMOTE_CONFIGURATION_ENABLED: 'false',
});

/** The switch of OpenTelemetry's own packages, which others have taken over. */
const SDK_DISABLED = offBy('OTEL_SDK_DISABLED', 'true');

const DATADOG = {
  package: 'dd-trace',
  setup: 'tracer.init(); new tracer.TracerProvider().register()',
  protocol: datadog,
  hooks: { esm: ['--import', 'dd-trace/register.js'] },
  env: datadogSettings,
  off: { ...offBy('DD_TRACE_ENABLED', 'false'), isUnsampling: true },
  // one text of 25,000 characters for all links of a span, with their attributes
  linkLimit: 64,
  limits: { traceIds: 'its bridge keeps the lower half of a foreign id' },
};

const SENTRY = {
  package: '@sentry/node',
  protocol: sentry,
  off: { setting: 'Sentry.init({ enabled: false })', env: {}, isUnsampling: true },
  headers: ['sentry-trace', 'baggage'],
  limits: { exceptions: 'spans carry a status alone; errors are captured by captureException' },
};

const newRelicSettings = (agent: string): Record<string, string> => ({
  NEW_RELIC_NO_CONFIG_FILE: 'true',
  NEW_RELIC_APP_NAME: 'orders',
  NEW_RELIC_LICENSE_KEY: '0'.repeat(40),
  NEW_RELIC_HOST: '127.0.0.1',
  NEW_RELIC_PORT: new URL(agent).port,
  NEW_RELIC_LOG: 'stderr',
  NEW_RELIC_LOG_LEVEL: 'warn',
  NEW_RELIC_OPENTELEMETRY_ENABLED: 'true',
  // by default it samples ten transactions a minute
  NEW_RELIC_DISTRIBUTED_TRACING_SAMPLER_ROOT: 'always_on',
  NEW_RELIC_DISTRIBUTED_TRACING_SAMPLER_REMOTE_PARENT_SAMPLED: 'always_on',
  NEW_RELIC_DISTRIBUTED_TRACING_SAMPLER_REMOTE_PARENT_NOT_SAMPLED: 'always_on',
  ...Object.fromEntries(
    ['AWS', 'AZURE', 'AZUREFUNCTION', 'DOCKER', 'GCP', 'KUBERNETES', 'PCF'].map((place) => [
      `NEW_RELIC_UTILIZATION_DETECT_${place}`,
      'false',
    ]),
  ),
  ...SELF_SIGNED,
});

/** Lets a process trust the certificate of its agent. */
const SELF_SIGNED = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };

/** What OpenTelemetry's instrumentations ask for, to patch what is imported. */
const OPEN_TELEMETRY_HOOK = { esm: ['--experimental-loader=@opentelemetry/instrumentation/hook.mjs'] };

const OPEN_TELEMETRY = {
  package: '@opentelemetry/sdk-trace-base',
  setup: 'new NodeSDK({ … }).start()',
  protocol: otlp,
  hooks: OPEN_TELEMETRY_HOOK,
  env: otlpTo,
  off: SDK_DISABLED,
};

export const PROVIDERS: readonly Provider[] = [
  { ...OPEN_TELEMETRY, name: 'OpenTelemetry, SDK 1', folder: 'opentelemetry-1' },
  { ...OPEN_TELEMETRY, name: 'OpenTelemetry, SDK 2.0', folder: 'opentelemetry-2-0' },
  { ...OPEN_TELEMETRY, name: 'OpenTelemetry, SDK 2', folder: 'opentelemetry-2' },
  {
    ...OPEN_TELEMETRY,
    name: 'OpenTelemetry, SDK 3',
    package: '@opentelemetry/sdk-trace',
    folder: 'opentelemetry-3',
    needsNewerNode: true,
  },
  { ...DATADOG, name: 'Datadog 5', folder: 'datadog-5' },
  { ...DATADOG, name: 'Datadog 6', folder: 'datadog-6', needsNewerNode: true },
  { ...SENTRY, name: 'Sentry 10', folder: 'sentry-10', setup: 'Sentry.init({ tracesSampleRate })' },
  {
    ...SENTRY,
    name: 'Sentry 11',
    folder: 'sentry-11',
    setup: 'Sentry.init({ tracesSampleRate, enableOpenTelemetrySetup: true })',
  },
  {
    name: 'New Relic',
    package: 'newrelic',
    setup: 'NEW_RELIC_OPENTELEMETRY_ENABLED=true',
    folder: 'new-relic',
    protocol: newRelic,
    needsNewerNode: true,
    env: newRelicSettings,
    off: offBy('NEW_RELIC_ENABLED', 'false'),
    linkLimit: 100,
    limits: {
      internalRoots: 'its transactions begin with the kinds SERVER and CONSUMER',
      ownLinks: 'a link added to a segment is sent as no event',
    },
  },
  {
    name: 'Elastic',
    package: '@elastic/opentelemetry-node',
    setup: 'node --import @elastic/opentelemetry-node',
    folder: 'elastic',
    protocol: otlp,
    env: otlpTo,
    off: SDK_DISABLED,
  },
  {
    name: "Elastic's APM agent",
    package: 'elastic-apm-node',
    setup: 'apm.start({ opentelemetryBridgeEnabled: true })',
    folder: 'elastic-apm',
    protocol: elasticApm,
    hooks: { esm: ['--experimental-loader=elastic-apm-node/loader.mjs'] },
    env: () => ({
      ELASTIC_APM_CENTRAL_CONFIG: 'false',
      ELASTIC_APM_CLOUD_PROVIDER: 'none',
      ELASTIC_APM_METRICS_INTERVAL: '0',
    }),
    off: offBy('ELASTIC_APM_ACTIVE', 'false'),
    limits: {
      linkAttributes: 'its protocol has ids alone',
      status: 'its bridge compares the status as a whole with its code, so that it never fails',
    },
  },
  {
    name: 'Azure Monitor',
    package: '@azure/monitor-opentelemetry',
    setup: 'useAzureMonitor({ … })',
    folder: 'azure',
    protocol: breeze,
    needsNewerNode: true,
    hooks: { esm: ['--import', '@azure/monitor-opentelemetry/loader'] },
    env: () => ({
      OTEL_NODE_RESOURCE_DETECTORS: 'none',
      APPLICATION_INSIGHTS_NO_STATSBEAT: 'true',
      ...SELF_SIGNED,
    }),
    off: SDK_DISABLED,
    asks: ['169.254.169.254'],
    // one text of 8,192 bytes for all links of a span
    linkLimit: 100,
    limits: { linkAttributes: 'its protocol has ids alone', errorType: 'its exporter leaves it to the exception' },
  },
  {
    name: 'Logfire',
    package: '@pydantic/logfire-node',
    setup: 'logfire.configure()',
    folder: 'logfire',
    protocol: otlp,
    hooks: OPEN_TELEMETRY_HOOK,
    env: otlpTo,
    off: SDK_DISABLED,
  },
  {
    name: 'Vercel',
    package: '@vercel/otel',
    setup: 'registerOTel({ … })',
    folder: 'vercel',
    protocol: otlp,
    env: otlpTo,
    off: SDK_DISABLED,
    limits: { server: 'Next.js makes it' },
  },
];

function offBy(name: string, value: string): Off {
  return { setting: `${name}=${value}`, env: { [name]: value } };
}
