import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { NodeSDK } from '@opentelemetry/sdk-node';
export { openTelemetry as provider } from '../program/provider.js';

new NodeSDK({ instrumentations: [new HttpInstrumentation()] }).start();
