/** How failures become known without touching the application: one message a site, and counters. */
import { types } from 'node:util';
import { type Counter, diag, type MeterProvider, metrics } from '@opentelemetry/api';
import { registered } from './registry.js';
import { SCOPE, VERSION } from './version.js';

/** What is counted, each as the counter `spanlink.<name>`. */
export type Count = 'links.dropped' | 'links.late' | 'links.unreadable' | 'callback.errors' | 'ledger.lost';

const SITES = 1_000;
/** The sites that have reported a failure. */
const reportedSites = /* @__PURE__ */ registered('reported-sites', () => new Set<string>());
let provider: MeterProvider | undefined;
let counters: Partial<Record<Count, Counter>>;

/** Returns true the first time that a site reports; never past 1,000 sites a process, as strangers may name them. */
export function isFirstReport(site: string): boolean {
  const sites = reportedSites();
  return sites.size < SITES && sites.size < sites.add(site).size;
}

/** Writes one message a site through `diag`; at most 1,000 sites a process. */
export function warnOnce(site: string, message: string, error?: unknown): void {
  if (!isFirstReport(site)) return;
  try {
    diag.warn(`spanlink: ${site} ${message}`, ...(error === undefined ? [] : [error]));
  } catch {
    // a logger that throws must not reach the application
  }
}

/** Adds to the counter `spanlink.<name>` of the application's meter provider, whenever that was registered. */
export function count(name: Count, amount = 1): void {
  if (amount === 0) return;
  try {
    const current = metrics.getMeterProvider();
    if (current !== provider) counters = {};
    provider = current;
    (counters[name] ??= current.getMeter(SCOPE, VERSION).createCounter(`spanlink.${name}`)).add(amount);
  } catch {
    // nor a meter that throws
  }
}

/** Reports what the application gave us and failed at, once a site, and counts it. */
export function reportFailure(site: string, message: string, error?: unknown): undefined {
  warnOnce(site, message, error);
  count('callback.errors');
}

/** What the functions in the options give, where they give something. */
const EXPECTED: Readonly<Record<string, string>> = {
  name: 'string',
  attributes: 'object',
  'link attributes': 'object',
  result: 'object',
  isError: 'boolean',
};

/**
 * Calls what the application gave us, and survives it: a throw, or what makes no sense, is reported, and the result is
 * `undefined`. A promise is no result, as nothing here waits; its rejection is taken care of.
 */
export function callSafely(
  site: string,
  option: string,
  callback: (...args: never[]) => unknown,
  self: unknown,
  args: readonly unknown[],
): unknown {
  try {
    const result: unknown = Reflect.apply(callback, self, args);
    const isPromise = types.isPromise(result);
    if (isPromise) Promise.prototype.then.call(result, undefined, () => undefined);
    const expected = EXPECTED[option];
    const isExpected = expected === undefined || result === undefined || result === null || typeof result === expected;
    if (!isPromise && isExpected && !(expected === 'object' && Array.isArray(result))) return result;
    return reportFailure(
      `${site} ${option}`,
      `gave ${isPromise ? 'a promise' : typeof result}, not ${expected ?? 'a source'}; it was left out`,
    );
  } catch (error) {
    return reportFailure(`${site} ${option}`, 'threw, and was left out', error);
  }
}
