/** Reads the texts or regular expressions that a value is compared with. */
import { RE2JS } from 're2js';
import type { TextMatch } from './keep-rules.js';
import type { YamlValue } from './yaml-value.js';

/** The fields of a section by name. */
export type Fields = ReadonlyMap<string, YamlValue>;

export const TEXT_FIELDS = ['values', 'enabled_regex_matching', 'cache_max_size'];
const DEFAULT_CACHE_SIZE = 128;

export function readTextMatch(fields: Fields): TextMatch {
  const isRegex = fields.get('enabled_regex_matching')?.boolean() ?? false;
  const values =
    fields
      .get('values')
      ?.filledList()
      .map((item) => (isRegex ? readRegex(item) : item.text())) ?? [];
  return { values, isRegex, cacheSize: fields.get('cache_max_size')?.integer(0, 1_000_000) || DEFAULT_CACHE_SIZE };
}

/** Checks a regular expression, in the syntax of Go. */
function readRegex(item: YamlValue): string {
  const text = item.text();
  try {
    RE2JS.compile(text);
  } catch (error) {
    throw item.error(
      `this is no regular expression of Go (RE2): ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
  return text;
}
