import * as logfire from '@pydantic/logfire-node';
import { openTelemetry, type Provider } from '../program/provider.js';

logfire.configure({ serviceName: 'orders', token: 'token', advanced: { baseUrl: process.env.AGENT as string } });

export const provider: Provider = {
  ...openTelemetry,
  run: (name, body) => logfire.span(name, { callback: () => body() }),
};
