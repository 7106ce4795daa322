/** Runs checks, each with a recorder of its own, and prints those that fail. */
import { createNoopMeter, diag, DiagLogLevel, metrics } from '@opentelemetry/api';
import { configure } from 'spanlink';
import { recordSpans, type SpanRecorder } from 'spanlink/testing';

/** What a check sees: the spans that it makes, and the package's reports and counts of failures. */
export interface Seen {
  readonly spans: SpanRecorder;
  readonly reports: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

/** Checks of one promise, by the sentence that each holds to; one that fails throws. */
export type Checks = Readonly<Record<string, (seen: Seen) => void | Promise<void>>>;

let running: Promise<void> = Promise.resolve();

/** Runs the checks of all promises in turn, prints the failed ones and a sum, and sets the exit code. */
export function runChecks(promises: Readonly<Record<string, Checks>>): void {
  running = runAll(promises);
}

/** Settles when the checks that were begun have run: for a test runner that would end before. */
export function whenDone(): Promise<void> {
  return running;
}

async function runAll(promises: Readonly<Record<string, Checks>>): Promise<void> {
  // a check that never settles ends the process early
  process.exitCode = 1;
  configure({ warnings: false });
  let passed = 0;
  let failed = 0;
  for (const [promise, checks] of Object.entries(promises)) {
    for (const [sentence, check] of Object.entries(checks)) {
      const failure = await failureOf(check);
      if (failure === undefined) passed++;
      else failed++;
      if (failure !== undefined) console.log(`failed: promise ${promise}: ${sentence}: ${failure}`);
    }
  }
  console.log(`conformance: ${passed} passed, ${failed} failed`);
  if (failed === 0) process.exitCode = 0;
}

async function failureOf(check: Checks[string]): Promise<string | undefined> {
  const reports: string[] = [];
  const counts: Record<string, number> = {};
  watch(reports, counts);
  const spans = recordSpans();
  try {
    await check({ spans, reports, counts });
    return undefined;
  } catch (error) {
    return String(error instanceof Error ? error.message : error).replace(/\s+/g, ' ');
  } finally {
    configure({ linkLimit: undefined, overflow: undefined, linkAttribute: undefined, relationAliases: undefined });
    spans.stop();
  }
}

function watch(reports: string[], counts: Record<string, number>): void {
  const write = (text: string): void => {
    if (text.startsWith('spanlink:')) reports.push(text);
  };
  const logger = { error: write, warn: write, info: write, debug: write, verbose: write };
  diag.setLogger(logger, { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true });
  const meter = createNoopMeter();
  meter.createCounter = (name) => ({
    add: (amount) => {
      // the SDK counts, too; and links that were made are no failure
      if (name.startsWith('spanlink.') && name !== 'spanlink.links.made') counts[name] = (counts[name] ?? 0) + amount;
    },
  });
  metrics.disable();
  metrics.setGlobalMeterProvider({ getMeter: () => meter });
}
