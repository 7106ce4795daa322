/** The common part of all started processes: telemetry, the workflow, and spans sent to `main.ts` as they end. */
import { toRecord } from '../order-pipeline/span-record.js';
import { Bureaus } from './bureaus.js';
import { LoanApplication } from './loan-application.js';
import { startTelemetry } from './telemetry.js';

/** Runs the work of a process to its end; if the work fails, so does the process. */
export async function runProcess(
  service: string,
  bureaus: string,
  work: (loans: LoanApplication) => Promise<void>,
): Promise<void> {
  const telemetry = startTelemetry(service, (span) => process.send?.({ span: toRecord(span) }));
  try {
    await work(new LoanApplication(new Bureaus(bureaus)));
  } finally {
    await telemetry.shutdown();
    if (process.connected) process.disconnect();
  }
}
