// Mutation testing: `npm run mutate -- lib/links` changes the code of a room, one change at a time, and runs the tests
// which know it, until one fails. `--sample=0.1` takes a tenth of the changes; `--again` those alone that survived the
// last time, to be found by tests that are new since; `--write` notes the outcome in test/mutation, beside what was
// said of the survivors before.
import { parseArgs } from 'node:util';
import { keyOf } from './mutate/chosen-checker.mjs';
import { readLast, writeLast } from './mutate/last-run.mjs';
import { outcomeOf, SURVIVES, writeOutcome } from './mutate/outcome.mjs';
import { ROOMS } from './mutate/rooms.mjs';
import { runPass } from './mutate/run-pass.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string', default: '1' },
    concurrency: { type: 'string' },
    again: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const asked = Number(values.sample);
if (!(asked > 0 && asked <= 1)) throw new Error(`expected a sample above 0 and up to 1, and found ${values.sample}`);
const unknown = positionals.filter((name) => !ROOMS.some((room) => room.name === name));
if (unknown.length > 0) throw new Error(`no such rooms: ${unknown}; there are ${ROOMS.map(({ name }) => name)}`);

for (const room of ROOMS.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  const { sample, mutants: known } = values.again ? readLast(room) : { sample: asked, mutants: [] };
  const chosen = new Map(known.map((mutant) => [keyOf(mutant.file, mutant), mutant]));
  const survivors = () => [...chosen].filter(([, { status }]) => SURVIVES.has(status)).map(([key]) => key);
  let left = values.again ? survivors() : undefined;
  for (const pass of room.passes) {
    if (left?.length === 0) continue;
    const mutants = runPass(room, pass, { sample, left }, values.concurrency && { concurrency: +values.concurrency });
    for (const mutant of mutants) if (mutant.status !== 'CompileError') chosen.set(keyOf(mutant.file, mutant), mutant);
    left = survivors();
    console.log(`${room.name}, ${pass.name}: ${left.length} of ${chosen.size} mutants survive`);
  }
  writeLast(room, { sample, mutants: [...chosen.values()] });
  const outcome = outcomeOf(room, sample, [...chosen.values()]);
  for (const { file, line, code, replacement } of outcome.survivors)
    console.log(`\n${file}:${line}\n- ${code}\n+ ${replacement}`);
  console.log(`\n${room.name}: ${outcome.found} of ${outcome.mutants} mutants found`);
  if (outcome.found < room.bound * outcome.mutants) {
    console.log(`expected at least ${room.bound * 100} % to be found: test what survives, or say why it may`);
    process.exitCode = 1;
  }
  if (values.write) writeOutcome(outcome);
}
