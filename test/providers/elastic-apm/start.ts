import apm from 'elastic-apm-node';
import type { Provider } from '../program/provider.js';

apm.start({ serviceName: 'orders', serverUrl: process.env.AGENT as string, opentelemetryBridgeEnabled: true });

export const provider: Provider = {
  flush: () => apm.flush(),
  active: () => apm.currentTraceIds['span.id'],
  withMark: (mark, body) => {
    apm.setTransactionName(mark);
    return body();
  },
  mark: () => apm.currentTransaction?.name,
  run: (name, body) => {
    const span = apm.startSpan(name);
    try {
      return body();
    } finally {
      span?.end();
    }
  },
};
