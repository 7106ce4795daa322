// as that of the other version: each finds the dd-trace of its own folder
import tracer from 'dd-trace';
import type { Provider } from '../program/provider.js';

tracer.init({ service: 'orders', url: process.env.AGENT as string, startupLogs: false });
new tracer.TracerProvider().register();

export const provider: Provider = {
  // it sends as the process ends
  flush: async () => undefined,
  active: () =>
    BigInt(tracer.scope().active()?.context().toSpanId() ?? 0)
      .toString(16)
      .padStart(16, '0'),
  withMark: (mark, body) => {
    tracer.setBaggageItem('mark', mark);
    return body();
  },
  mark: () => tracer.getBaggageItem('mark'),
  run: (name, body) => tracer.trace(name, body),
};
