/** Reports failures without touching the application: one message a site, and counters. */
import { types } from 'node:util';
import { type Counter, diag, type MeterProvider, metrics } from '@opentelemetry/api';
import { decide } from './decisions.js';
import { ignoreRejection } from './ignore-rejection.js';
import { registered } from './registry.js';
import { isDebugging } from './settings.js';
import { type WarningCode, warnUser } from './user-warning.js';
import { SCOPE, VERSION } from './version.js';

/** The counters, each `spanlink.<name>`. */
export type Count =
  'links.dropped' | 'links.late' | 'links.unreadable' | 'attributes.dropped' | 'callback.errors' | 'ledger.lost';

/** The attribute of counters that names the method. */
export const SITE = 'spanlink.site';
/** The sites that a process tells apart, as strangers may name them. */
export const SITES = 1_000;
/** The sites that have reported a failure. */
const reportedSites = /* @__PURE__ */ registered('reported-sites', () => new Set<string>());
/** The sites that counters name. */
const countedSites = /* @__PURE__ */ registered('counted-sites', () => new Set<string>());
let provider: MeterProvider | undefined;
let counters: Partial<Record<Count, Counter>>;

/** Returns true where the site has reported, or may not: what it would say need not be found out. */
export function isReported(site: string): boolean {
  const sites = reportedSites();
  return sites.size >= SITES || sites.has(site);
}

/** Returns true the first time that a site reports; never past 1,000 sites a process, as strangers may name them. */
export function isFirstReport(site: string): boolean {
  if (isReported(site)) return false;
  reportedSites().add(site);
  return true;
}

/**
 * Writes one message a site through `diag`; at most 1,000 sites a process.
 *
 * @param code Tells the first failure of that kind to the user as well.
 */
export function warnOnce(site: string, message: string, error?: unknown, code?: WarningCode): void {
  // an error by its class alone, as its message may hold what is secret
  try {
    const text = error === undefined ? message : `${message} (${classOf(error)})`;
    if (code !== undefined) warnUser(code, `${site} ${text}`);
    if (!isFirstReport(site)) return;
    if (isDebugging()) decide({ about: 'note', site, text });
    diag.warn(`spanlink: ${site} ${message}`, ...(error === undefined ? [] : [error]));
  } catch {
    // a logger that throws must not reach the application
  }
}

/**
 * Adds to the counter `spanlink.<name>` of the application's meter provider, whenever that was registered.
 *
 * @param site Names the method; '' where none is to blame.
 */
export function count(name: Count, site: string, amount = 1): void {
  if (amount === 0) return;
  try {
    const current = metrics.getMeterProvider();
    if (current !== provider) counters = {};
    provider = current;
    (counters[name] ??= current.getMeter(SCOPE, VERSION).createCounter(`spanlink.${name}`)).add(
      amount,
      isTold(site) ? { [SITE]: site } : {},
    );
  } catch {
    // nor a meter that throws
  }
}

function isTold(site: string): boolean {
  const sites = countedSites();
  return site !== '' && (sites.has(site) || (sites.size < SITES && sites.add(site).has(site)));
}

/** Reports a failure of something that the application gave us, once a site, and counts it. */
export function reportFailure(site: string, message: string, error?: unknown, code?: WarningCode): void {
  warnOnce(site, message, error, code);
  count('callback.errors', site);
}

/** Names what was thrown by its class. */
function classOf(error: unknown): string {
  const { name }: { name?: unknown } = types.isNativeError(error) ? error.constructor : {};
  return typeof name === 'string' ? name : typeof error;
}

/** The types that functions in the options return, where they return something. */
const EXPECTED: Readonly<Record<string, string>> = {
  name: 'string',
  attributes: 'object',
  'link attributes': 'object',
  result: 'object',
  isError: 'boolean',
};

/** The functions that select a source of links, or what identifies a run. */
const SELECTING =
  /^(?:selector|links|parent|origin|delegatedBy|handedOverBy|resultFrom|run|item|continues|conversation|id|callId)$/;

function failOption(site: string, option: string, message: string, error?: unknown): void {
  const code = SELECTING.test(option) ? 'SPANLINK_SELECTOR' : option in EXPECTED ? 'SPANLINK_CALLBACK' : undefined;
  warnOnce(`${site} ${option}`, message, error, code);
  count('callback.errors', site);
}

/**
 * Calls a function of the application, and survives it: an error, or a result of the wrong type, is reported. A promise
 * is no result, as nothing here waits; its rejection is taken care of.
 *
 * @param site Names the method in reports.
 * @param option Names the function, and decides which type of result it may return.
 * @returns The result; `undefined` where there is none that can be used.
 */
export function callSafely(
  site: string,
  option: string,
  callback: (...args: never[]) => unknown,
  self: unknown,
  args: readonly unknown[],
): unknown {
  try {
    const result: unknown = ignoreRejection(Reflect.apply(callback, self, args));
    const isPromise = types.isPromise(result);
    const expected = EXPECTED[option];
    const isExpected = expected === undefined || result === undefined || result === null || typeof result === expected;
    if (!isPromise && isExpected && !(expected === 'object' && Array.isArray(result))) return result;
    const found = isPromise ? 'a promise' : Array.isArray(result) ? 'an array' : typeof result;
    failOption(site, option, `gave ${found}, not ${expected ?? 'a source'}; it was left out`);
  } catch (error) {
    failOption(site, option, 'threw, and was left out', error);
  }
  return undefined;
}
