import * as Sentry from '@sentry/node';
import type { Provider } from '../program/provider.js';

Sentry.init({
  dsn: process.env.AGENT?.replace('://', '://key@').concat('/1'),
  tracesSampleRate: 1,
  enabled: process.env.OFF === undefined,
});

export const provider: Provider = {
  flush: () => Sentry.flush(),
  active: () => Sentry.getActiveSpan()?.spanContext().spanId,
  withMark: (mark, body) => Sentry.withIsolationScope((scope) => (scope.setTag('mark', mark), body())),
  mark: () => Sentry.getIsolationScope().getScopeData().tags.mark,
  run: (name, body) => Sentry.startSpan({ name }, body),
};
