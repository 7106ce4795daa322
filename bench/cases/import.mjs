/**
 * The time to load each subject in one module system: a fresh process for each time, in alternating rounds, as the file
 * system's cache is warm in all but the first.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from '../measure.mjs';
import { subjectsOf } from '../import/subjects.mjs';

const { state: system, effort } = JSON.parse(process.argv[2]);
const LOAD = fileURLToPath(new URL('../import/load.mjs', import.meta.url));
const subjects = Object.keys(subjectsOf(system));
const times = Object.fromEntries(subjects.map((subject) => [subject, []]));
for (let round = -1; round < effort.rounds; round++) {
  for (let turn = 0; turn < subjects.length; turn++) {
    const subject = subjects[(turn + round + 1) % subjects.length];
    const time = Number(execFileSync(process.execPath, [LOAD, system, subject], { encoding: 'utf8' }));
    if (round >= 0) times[subject].push(time);
  }
}
process.send([{ system, times: Object.fromEntries(subjects.map((subject) => [subject, median(times[subject])])) }]);
process.disconnect();
