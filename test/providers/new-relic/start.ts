import newrelic from 'newrelic';
import type { Provider } from '../program/provider.js';

export const provider: Provider = {
  flush: () => new Promise((resolve) => newrelic.shutdown({ collectPendingData: true, waitForIdle: true }, resolve)),
  active: () => newrelic.getLinkingMetadata()['span.id'],
  withMark: (mark, body) => {
    newrelic.setTransactionName(mark);
    return body();
  },
  mark: () => newrelic.agent.getTransaction()?.forceName?.replace('Custom/', ''),
  run: (name, body) => newrelic.startSegment(name, true, body),
};
