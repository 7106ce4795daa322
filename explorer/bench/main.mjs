// `npm run bench` in explorer/: runs the benchmarks, and reports which targets are met. `--only=ingest` runs one.
import { hostile } from './hostile.mjs';
import { ingest } from './ingest.mjs';
import { keep } from './keep.mjs';
import { page } from './page.mjs';
import { query } from './query.mjs';

const BENCHES = { ingest, keep, hostile, query, page };

const only = process.argv
  .find((argument) => argument.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',');
const unknown = only?.filter((name) => !(name in BENCHES)) ?? [];
if (unknown.length > 0)
  throw new Error(`There is no bench ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}.`);

let isMet = true;
for (const [name, bench] of Object.entries(BENCHES)) {
  if (only && !only.includes(name)) continue;
  console.log(`\n${name}`);
  for (const { what, value, atLeast, atMost } of await bench()) {
    const isFine = (atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost);
    const target = atLeast !== undefined ? `at least ${atLeast}` : atMost !== undefined ? `at most ${atMost}` : '';
    console.log(`  ${what.padEnd(48)} ${String(value).padStart(10)}  ${target}${isFine ? '' : '  MISSED'}`);
    isMet &&= isFine;
  }
}
if (!isMet) process.exitCode = 1;
