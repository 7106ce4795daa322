/** The settings in force, which all copies of the package share. */
import { registered } from './registry.js';

/**
 * The settings; a field left out keeps its value, `undefined` brings its default back.
 *
 * @example
 * ```ts
 * const settings: Configuration = { linkLimit: 1_000, overflow: 'last', relationAliases: ['link.name'] };
 * configure(settings);
 * ```
 */
export interface Configuration {
  /** Links a span may carry; default `OTEL_SPAN_LINK_COUNT_LIMIT`, else 128. */
  linkLimit?: number | undefined;
  /** Past the limit: `spread` the rest over child spans (default), or keep the `first` or the `last`. */
  overflow?: 'spread' | 'first' | 'last' | undefined;
  /** A span attribute that mirrors the links as `['traceid-spanid', …]`, as emit's `span_links` does. */
  linkAttribute?: string | undefined;
  /** Further link attributes to record the relation under, such as `link.name` for Datadog. */
  relationAliases?: readonly string[] | undefined;
  /**
   * Tells on standard error, for the first calls of each method, which sources were looked at, what they held, and why
   * there is no link; default `SPANLINK_DEBUG`, else false. No value of a header or an argument is printed.
   */
  debug?: boolean | undefined;
  /**
   * Tells the first failure of each kind by `process.emitWarning`, once a process; default `SPANLINK_WARNINGS`, else
   * true.
   */
  warnings?: boolean | undefined;
}

/** The names of all settings. */
export const CONFIGURATION_NAMES = [
  'linkLimit',
  'overflow',
  'linkAttribute',
  'relationAliases',
  'debug',
  'warnings',
] as const satisfies readonly (keyof Configuration)[];

const DEFAULT_LIMIT = 128;

interface Settings {
  /** The settings that were accepted so far; one that is missing has its default. */
  current: Configuration;
  isDebugging: boolean;
}

const settings = /* @__PURE__ */ registered('configuration', (): Settings => ({
  current: {},
  isDebugging: isOn('SPANLINK_DEBUG', false),
}));

/** Changes settings that have been checked. */
export function changeSettings(changes: Configuration): void {
  const all = settings();
  all.current = { ...all.current, ...changes };
  all.isDebugging = all.current.debug ?? isOn('SPANLINK_DEBUG', false);
}

/** The settings in force. */
export function configuration(): Configuration {
  return settings().current;
}

/** Returns true while decisions are told. */
export function isDebugging(): boolean {
  return settings().isDebugging;
}

/** Returns true while failures are told by `process.emitWarning`. */
export function isWarning(): boolean {
  return settings().current.warnings ?? isOn('SPANLINK_WARNINGS', true);
}

/** The limit of links in force, before the one of the SDK itself. */
export function linkLimit(): number {
  return settings().current.linkLimit ?? (defaultLimit ??= readLimit(process.env.OTEL_SPAN_LINK_COUNT_LIMIT));
}

// the environment is read once, as SDKs do: a look-up costs more than a span
let defaultLimit: number | undefined;

function readLimit(text: string | undefined): number {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : DEFAULT_LIMIT;
}

/** Reads a switch out of the environment. */
function isOn(name: string, byDefault: boolean): boolean {
  const text = process.env[name];
  return text ? !/^(?:0|false|no|off)$/i.test(text) : byDefault;
}
