/** What interceptors cost: none, ours, and those of Temporal itself, each with what they need. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { temporalLinks } from '../../dist/esm/integrations/temporal/index.js';

const require = createRequire(import.meta.url);
const THEIRS = '@temporalio/interceptors-opentelemetry';
const { OpenTelemetryActivityInboundInterceptor, makeWorkflowExporter } = require(`${THEIRS}/lib/worker`);
// the version that they need
const { Resource } = createRequire(require.resolve(THEIRS))('@opentelemetry/resources');

const links = temporalLinks();
const processor = { onStart() {}, onEnd() {}, async forceFlush() {}, async shutdown() {} };

/** By name: the interceptor of an attempt, and the options of a worker. */
export const TEMPORAL = {
  none: { inbound: () => ({ execute: (input, next) => next(input) }), modules: [], sinks: {} },
  spanlink: {
    inbound: (context) => links.worker.activity[0](context).inbound,
    modules: [fileURLToPath(new URL('../../dist/cjs/integrations/temporal/workflow/index.js', import.meta.url))],
    sinks: links.sinks,
  },
  temporal: {
    inbound: (context) => new OpenTelemetryActivityInboundInterceptor(context),
    modules: [require.resolve(`${THEIRS}/lib/workflow-interceptors`)],
    sinks: { exporter: makeWorkflowExporter(processor, Resource.empty()) },
  },
};
