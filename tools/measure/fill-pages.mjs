// Writes figures into pages. A page has each sentence of `sentences.mjs`, with whatever figures it had before.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './measured-file.mjs';
import { SENTENCES } from './sentences.mjs';

/** A figure, with its separators: `1,692`, `0.57`, `1.2`. */
const FIGURE = /\d[\d,]*(?:\.\d+)?/g;

/** Returns the pages that changed. */
export function fillPages(measured) {
  return Object.keys(SENTENCES).filter((page) => {
    const path = join(ROOT, page);
    const before = readFileSync(path, 'utf8');
    const after = sentencesOf(page, measured).reduce((text, sentence) => fill(page, text, sentence), before);
    if (after !== before) writeFileSync(path, after);
    return after !== before;
  });
}

/** Returns the sentences of a page, as the figures have them; those of parts that were not measured are left out. */
export function sentencesOf(page, measured) {
  return SENTENCES[page].flatMap(({ part, say }) =>
    measured[part] === undefined ? [] : [say(measured[part].figures)].flat(),
  );
}

/** Returns where a page has a sentence, with whatever figures; throws unless it is once. */
export function findSentence(page, text, sentence) {
  const pieces = sentence.split(FIGURE).map((piece) => escape(piece).replace(/\s+/g, '\\s+'));
  const found = [...text.matchAll(new RegExp(pieces.join(`(${FIGURE.source})`), 'g'))];
  if (found.length !== 1)
    throw new Error(`expected ${page} to say once “${sentence}”, with any figures, and found it ${found.length} times`);
  return found[0];
}

function fill(page, text, sentence) {
  const found = findSentence(page, text, sentence);
  const figures = sentence.match(FIGURE) ?? [];
  const old = found.slice(1);
  let at = 0;
  const filled = old.reduce((line, figure, index) => {
    const place = line.indexOf(figure, at);
    at = place + figures[index].length;
    return line.slice(0, place) + figures[index] + line.slice(place + figure.length);
  }, found[0]);
  return text.slice(0, found.index) + filled + text.slice(found.index + found[0].length);
}

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
