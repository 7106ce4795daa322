// Prints what is measured, and the sentences as they have to be, for the test that compares the pages.
import { sentencesOf } from './fill-pages.mjs';
import { readMeasured } from './measured-file.mjs';
import { PARTS } from './parts.mjs';
import { SENTENCES } from './sentences.mjs';

const measured = readMeasured();
const sentences = Object.fromEntries(
  Object.keys(SENTENCES)
    .map((page) => [page, sentencesOf(page, measured)])
    .filter(([, said]) => said.length > 0),
);
const parts = Object.fromEntries(Object.entries(PARTS).map(([name, { command }]) => [name, command]));
console.log(JSON.stringify({ parts, sentences }));
