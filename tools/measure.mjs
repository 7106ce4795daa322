// Measures what the documentation states in figures: `npm run measure -- size sampling` runs these parts, notes in
// docs/measured.json what came of them, when, and on what, and writes the figures into the pages. Without a name, all
// parts run, which takes an hour of a machine that does nothing else. `--fill` only writes the pages.
import { parseArgs } from 'node:util';
import { fillPages } from './measure/fill-pages.mjs';
import { readMeasured, writeMeasured } from './measure/measured-file.mjs';
import { PARTS } from './measure/parts.mjs';
import { runPart } from './measure/run-part.mjs';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { fill: { type: 'boolean' } } });
const unknown = positionals.filter((name) => !(name in PARTS));
if (unknown.length > 0)
  throw new Error(`expected parts of ${Object.keys(PARTS).join(', ')}, and found ${unknown.join(', ')}`);

const wanted = positionals.length === 0 ? Object.keys(PARTS) : positionals;
for (const name of values.fill === true ? [] : wanted) {
  console.log(`${name}: ${PARTS[name].command}`);
  // after each, so that a part which fails does not take the others along
  await writeMeasured({ ...readMeasured(), [name]: runPart(PARTS[name]) });
}
const changed = fillPages(readMeasured());
console.log(changed.length === 0 ? 'no page changes' : `written: ${changed.join(', ')}`);
