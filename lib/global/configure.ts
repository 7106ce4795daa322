/** Settings of the whole process. */
import { warnOfName } from './option-names.js';
import { warnOnce } from './report.js';
import { changeSettings, type Configuration, CONFIGURATION_NAMES } from './settings.js';

/**
 * Sets how links are recorded, for every copy of the package in the process. A value of the wrong type or range is
 * refused with one message through `diag`, and the setting keeps the value it had.
 *
 * @example
 * ```ts
 * configure({ linkLimit: 128, overflow: 'spread', linkAttribute: 'span_links', relationAliases: ['link.name'] });
 * ```
 */
export function configure(changes: Configuration): void {
  const accepted = Object.entries(changes).filter(([name, value]) => {
    const expected = value === undefined ? undefined : expectation(name, value);
    if (expected !== undefined) {
      const site = `configure({ ${name}: ${String(value)} })`;
      const isKnown = (CONFIGURATION_NAMES as readonly string[]).includes(name);
      warnOnce(
        site,
        `expected ${expected}; the setting keeps its value`,
        undefined,
        isKnown ? 'SPANLINK_OPTION' : undefined,
      );
      // said above through `diag`, and here to the user, with the nearest name
      if (!isKnown) warnOfName(site, name, CONFIGURATION_NAMES, site);
    }
    return expected === undefined;
  });
  changeSettings(Object.fromEntries(accepted));
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
    case 'debug':
    case 'warnings':
      return typeof value === 'boolean' ? undefined : 'true or false';
    default:
      return `one of ${CONFIGURATION_NAMES.join(', ')}`;
  }
}
