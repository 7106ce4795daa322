/** What became of each mutant of a room the last time, here. */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathOf } from './run-pass.mjs';

export const writeLast = ({ name }, run) => writeFileSync(pathOf(name, 'last'), JSON.stringify(run));

/** Throws if the code has changed since: then all of its mutants are others. */
export function readLast({ name }) {
  const run = JSON.parse(readFileSync(pathOf(name, 'last'), 'utf8'));
  const changed = run.mutants.find(({ file, source }) => readFileSync(file, 'utf8') !== source);
  if (changed) throw new Error(`${changed.file} is not what it was the last time: run ${name} without --again`);
  return run;
}
