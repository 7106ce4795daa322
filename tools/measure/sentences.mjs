// The sentences and rows of each page that state figures. `npm run measure` writes the figures into them, and a test
// compares; a page may break a line in them wherever it likes. Each has the part whose figures it states, and says from
// these what the page has to.
import { SAMPLING, START, WORKFLOW } from './sentences/docs.mjs';
import { EXPLORER, KEEPING } from './sentences/explorer.mjs';
import { README } from './sentences/readme.mjs';

export const SENTENCES = {
  'README.md': README,
  'docs/start.md': START,
  'docs/sampling.md': SAMPLING,
  'docs/workflow.md': WORKFLOW,
  'explorer/README.md': EXPLORER,
  'explorer/docs/keeping.md': KEEPING,
};
