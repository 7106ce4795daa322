import '@elastic/opentelemetry-node';
export { openTelemetry as provider } from '../program/provider.js';
