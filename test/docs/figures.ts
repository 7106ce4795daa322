/** The figures that pages state in prose and tables: a number and its unit. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './snippets';

/** What machines are measured in. A day, and a count of links or spans, is what somebody has, not what is measured. */
const UNIT =
  '(?:ns|µs|ms|s|seconds?|minutes?|hours?|bytes?|[kMGT]i?B|[kMGT]i?B/s|spans/s|spans a second|%|×|times|a link)';
const FIGURE = new RegExp(`(?<![\\w.#-])\\d[\\d,.]*(?:(?: to | and |–)\\d[\\d,.]*)?\\s?${UNIT}(?![\\w/])`, 'g');

/** Reads a page as prose, in one line: blocks of code are left out, and comments. */
export const proseOf = (page: string): string =>
  readFileSync(join(ROOT, page), 'utf8')
    .replace(/^```[^]*?^```/gm, '')
    .replace(/<!--[^]*?-->/g, '')
    .replace(/\s+/g, ' ');

/** Returns the figures of a page that stand in none of the sentences, each with what is around it. */
export function figuresOutside(prose: string, sentences: readonly string[]): string[] {
  const ranges = sentences.flatMap((sentence) => {
    const text = sentence.replace(/\s+/g, ' ');
    const start = prose.indexOf(text);
    return start < 0 ? [] : [{ start, end: start + text.length }];
  });
  return [...prose.matchAll(FIGURE)]
    .filter(({ index }) => !ranges.some(({ start, end }) => start <= index && index < end))
    .map(({ index, 0: figure }) => `…${prose.slice(Math.max(0, index - 50), index + figure.length + 30)}…`);
}
