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

/** Thrown by a check that cannot be where the runtime lacks something. */
export class Lacking extends Error {
  constructor(readonly what: string) {
    super(what);
  }
}

let running: Promise<void> = Promise.resolve();

/** Runs the checks of all promises in turn, prints those that did not pass, and a sum, and sets the exit code. */
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
  const sums = { passed: 0, failed: 0, lacking: 0 };
  for (const [promise, checks] of Object.entries(promises)) {
    for (const [sentence, check] of Object.entries(checks)) {
      const error = await errorOf(check);
      const outcome = error === undefined ? 'passed' : error instanceof Lacking ? 'lacking' : 'failed';
      sums[outcome]++;
      if (error !== undefined) console.log(`${outcome}: promise ${promise}: ${sentence}: ${inOneLine(error)}`);
    }
  }
  console.log(`conformance: ${sums.passed} passed, ${sums.failed} failed, ${sums.lacking} lacking`);
  if (sums.failed === 0) process.exitCode = 0;
}

async function errorOf(check: Checks[string]): Promise<unknown> {
  const reports: string[] = [];
  const counts: Record<string, number> = {};
  watch(reports, counts);
  const spans = recordSpans();
  try {
    await check({ spans, reports, counts });
    return undefined;
  } catch (error) {
    return error ?? new Error(`${error} was thrown`);
  } finally {
    configure({ linkLimit: undefined, overflow: undefined, linkAttribute: undefined, relationAliases: undefined });
    spans.stop();
  }
}

const inOneLine = (error: unknown): string =>
  String(error instanceof Error ? error.message : error).replace(/\s+/g, ' ');

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
