/** The life cycle of each process of the shop. */
import { once } from 'node:events';
import type { INestApplicationContext } from '@nestjs/common';
import type { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

/**
 * Reports that it is ready, and stops in order on request: first the application, which ends its last spans, then
 * telemetry, which exports them.
 */
export async function serve(app: INestApplicationContext, telemetry: NodeTracerProvider, ready: object): Promise<void> {
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  // nobody is left to ask, and the servers are gone, too
  const abandon = (): never => process.exit(1);
  process.once('disconnect', abandon);
  process.send?.({ ready });
  await stopped;
  await app.close();
  // a collector that is down costs its spans, not the application
  await telemetry
    .shutdown()
    .catch((error: unknown) => console.error(`the last spans were not exported: ${String(error)}`));
  process.off('disconnect', abandon);
  if (process.connected) process.disconnect();
}
