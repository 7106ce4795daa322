import { registerOTel } from '@vercel/otel';
export { openTelemetry as provider } from '../program/provider.js';

registerOTel({ serviceName: 'orders' });
