// Mutation testing: `npm run mutate -- lib/links` changes the code of a room, one change at a time, and runs the tests
// which know it, until one fails. `--sample=0.1` takes a tenth of the changes; `--write` notes the outcome in
// test/mutation, beside what was said of the survivors before.
import { parseArgs } from 'node:util';
import { keyOf } from './mutate/chosen-checker.mjs';
import { outcomeOf, writeOutcome } from './mutate/outcome.mjs';
import { ROOMS } from './mutate/rooms.mjs';
import { runPass } from './mutate/run-pass.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string', default: '1' },
    concurrency: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const sample = Number(values.sample);
if (!(sample > 0 && sample <= 1)) throw new Error(`expected a sample above 0 and up to 1, and found ${values.sample}`);
const unknown = positionals.filter((name) => !ROOMS.some((room) => room.name === name));
if (unknown.length > 0) throw new Error(`no such rooms: ${unknown}; there are ${ROOMS.map(({ name }) => name)}`);

for (const room of ROOMS.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  let left;
  const chosen = new Map();
  for (const pass of room.passes) {
    if (left?.length === 0) continue;
    const mutants = runPass(room, pass, { sample, left }, values.concurrency && { concurrency: +values.concurrency });
    for (const mutant of mutants) if (mutant.status !== 'CompileError') chosen.set(keyOf(mutant.file, mutant), mutant);
    left = [...chosen].filter(([, { status }]) => status === 'Survived' || status === 'NoCoverage').map(([key]) => key);
    console.log(`${room.name}, ${pass.name}: ${left.length} of ${chosen.size} mutants survive`);
  }
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
