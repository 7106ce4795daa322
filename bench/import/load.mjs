/** Loads one subject in this process, which is fresh, and prints the milliseconds. */
import { subjectsOf, SYSTEMS } from './subjects.mjs';

const [, , system, subject] = process.argv;
const load = SYSTEMS[system];
const { name, after } = subjectsOf(system)[subject];
for (const other of after) await load(other);
const start = process.hrtime.bigint();
await load(name);
console.log(Number(process.hrtime.bigint() - start) / 1e6);
