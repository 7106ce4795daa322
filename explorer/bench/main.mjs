// `npm run bench` in explorer/: runs the benchmarks, and reports which targets are met. `--only=ingest` runs one;
// `--against jaeger=http://127.0.0.1:4318,1234` sends the same spans to another OTLP endpoint, in turn, and counts the
// processor time of the process with this id; `--json` prints the figures alone.
import { parseArgs } from 'node:util';
import { readAgainst } from './against.mjs';
import { held } from './held.mjs';
import { hostile } from './hostile.mjs';
import { ingest } from './ingest.mjs';
import { keep } from './keep.mjs';
import { page } from './page.mjs';
import { query } from './query.mjs';
import { whole } from './whole.mjs';

const BENCHES = { ingest, keep, held, whole, hostile, query, page };

const { values } = parseArgs({
  options: { against: { type: 'string' }, only: { type: 'string' }, json: { type: 'boolean', default: false } },
});
const only = values.only?.split(',');
const unknown = only?.filter((name) => !(name in BENCHES)) ?? [];
if (unknown.length > 0)
  throw new Error(`There is no bench ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}.`);

const against = values.against === undefined ? undefined : readAgainst(values.against);

const figures = {};
let isMet = true;
for (const [name, bench] of Object.entries(BENCHES)) {
  if (only && !only.includes(name)) continue;
  if (!values.json) console.log(`\n${name}`);
  for (const { what, value, atLeast, atMost } of await bench(against)) {
    const isFine = (atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost);
    const target = atLeast !== undefined ? `at least ${atLeast}` : atMost !== undefined ? `at most ${atMost}` : '';
    figures[what] = value;
    if (!values.json)
      console.log(`  ${what.padEnd(48)} ${String(value).padStart(10)}  ` + `${target}${isFine ? '' : '  MISSED'}`);
    isMet &&= isFine;
  }
}
if (values.json) console.log(JSON.stringify(figures, undefined, 2));
if (!isMet) process.exitCode = 1;
