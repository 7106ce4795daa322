/** Matches texts against those of a rule. */
import { RE2JS } from 're2js';
import type { TextMatch } from '../rules/keep-rules.js';

/** Returns a predicate. Regular expressions are those of Go, which take linear time whatever the text. */
export function textMatcher({ values, isRegex, cacheSize }: TextMatch): (text: string) => boolean {
  // the Collector takes an empty value for none
  if (!isRegex) return Set.prototype.has.bind(new Set(values.filter((value) => value !== '')));
  const patterns = values.map((value) => RE2JS.compile(value));
  const cache = new Map<string, boolean>();
  return (text) => {
    const known = cache.get(text);
    const isMatch = known ?? patterns.some((pattern) => pattern.test(text));
    // the last one used is the last one to go
    cache.delete(text);
    cache.set(text, isMatch);
    if (cache.size > cacheSize) cache.delete(cache.keys().next().value ?? '');
    return isMatch;
  };
}
