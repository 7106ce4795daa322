/** The common part of all child processes: telemetry, the store, and spans sent to `main.ts` at the end. */
import { OrderStore } from './order-store.js';
import { startTelemetry } from './telemetry.js';

/** Runs one process of the sample, whose only argument is the store's file, and lets it end. */
export async function runService(name: string, work: (store: OrderStore) => Promise<void>): Promise<void> {
  const telemetry = startTelemetry(name);
  {
    using store = await OrderStore.open(process.argv[2] as string);
    await work(store);
  }
  const spans = await telemetry.stop();
  if (!process.connected) return;
  await new Promise((sent) => process.send?.({ spans }, sent));
  process.disconnect();
}
