// Prints what is measured, and the sentences as they have to be, for the test that compares the pages.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findSentence, sentencesOf } from './fill-pages.mjs';
import { readMeasured, ROOT } from './measured-file.mjs';
import { PARTS } from './parts.mjs';
import { SENTENCES } from './sentences.mjs';

const measured = readMeasured();
const byPage = (read) => Object.fromEntries(Object.keys(SENTENCES).map((page) => [page, read(page)]));
const sentences = byPage((page) => sentencesOf(page, measured));
const places = byPage((page) => {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return sentences[page].map((sentence) => {
    const { 0: found, index } = findSentence(page, text, sentence);
    return [index, index + found.length];
  });
});
const parts = Object.fromEntries(Object.entries(PARTS).map(([name, { command }]) => [name, command]));
console.log(JSON.stringify({ parts, sentences, places }));
