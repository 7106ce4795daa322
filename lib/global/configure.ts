/** Settings of the whole process. */
import { warnOnce } from './report.js';
import { registered } from './registry.js';

/** The settings; a field left out keeps its value, `undefined` brings its default back. */
export interface Configuration {
  /** Links a span may carry; default `OTEL_SPAN_LINK_COUNT_LIMIT`, else 128. */
  linkLimit?: number | undefined;
  /** Past the limit: `spread` the rest over child spans (default), or keep the `first` or the `last`. */
  overflow?: 'spread' | 'first' | 'last' | undefined;
  /** A span attribute that mirrors the links as `['traceid-spanid', …]`, as emit's `span_links` does. */
  linkAttribute?: string | undefined;
  /** Further link attributes to record the relation under, such as `link.name` for Datadog. */
  relationAliases?: readonly string[] | undefined;
}

const DEFAULT_LIMIT = 128;

/** The settings that were accepted so far; one that is missing has its default. */
const settings = /* @__PURE__ */ registered('configuration', (): { current: Configuration } => ({ current: {} }));

/**
 * Sets how links are recorded, for every copy of the package in the process. A value of the wrong type or range is
 * refused with one message through `diag`, and the setting keeps the value it had.
 *
 * @example
 * configure({ linkLimit: 128, overflow: 'spread', linkAttribute: 'span_links', relationAliases: ['link.name'] });
 */
export function configure(changes: Configuration): void {
  const accepted = Object.entries(changes).filter(([name, value]) => {
    const expected = value === undefined ? undefined : expectation(name, value);
    if (expected !== undefined) {
      warnOnce(`configure({ ${name}: ${String(value)} })`, `expected ${expected}; the setting keeps its value`);
    }
    return expected === undefined;
  });
  settings().current = { ...settings().current, ...Object.fromEntries(accepted) };
}

/** The settings in force. */
export function configuration(): Configuration {
  return settings().current;
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

function expectation(name: string, value: unknown): string | undefined {
  switch (name) {
    case 'linkLimit':
      return Number.isInteger(value) && (value as number) >= 0 ? undefined : 'a whole number from 0';
    case 'overflow':
      return ['spread', 'first', 'last'].includes(value as string) ? undefined : "'spread', 'first' or 'last'";
    case 'linkAttribute':
      return typeof value === 'string' && value !== '' ? undefined : 'the name of a span attribute';
    case 'relationAliases':
      return Array.isArray(value) && value.every((alias) => typeof alias === 'string')
        ? undefined
        : 'an array of attribute names';
    default:
      return 'one of linkLimit, overflow, linkAttribute, relationAliases';
  }
}
