/** What came of a room: how many of its mutants the tests found, and those that they did not. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FOLDER = 'test/mutation';
const fileOf = (room) => join(FOLDER, `${room.replaceAll('/', '-')}.json`);

/** The states of a mutant that no test has found. */
export const SURVIVES = new Set(['Survived', 'NoCoverage']);

/** The longest text of code in an outcome. */
const LONGEST = 160;

export function outcomeOf({ name }, sample, mutants) {
  const valid = mutants.filter(({ status }) => !['RuntimeError', 'Ignored', 'Pending'].includes(status));
  const survivors = valid.filter(({ status }) => SURVIVES.has(status));
  return {
    room: name,
    date: new Date().toISOString().slice(0, 10),
    sample,
    mutants: valid.length,
    found: valid.length - survivors.length,
    survivors: survivors.map(({ file, location: { start, end }, source, replacement, status }) => ({
      file,
      line: start.line,
      code: short(textOf(source, start, end)),
      replacement: short(replacement),
      ...(status === 'NoCoverage' && { isReached: false }),
    })),
  };
}

/** Writes an outcome, with what was said before of survivors that are still there. */
export function writeOutcome(outcome) {
  const path = fileOf(outcome.room);
  const said = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).survivors : [];
  const survivors = outcome.survivors.map((survivor) => {
    const same = said.find((old) => ['file', 'code', 'replacement'].every((part) => old[part] === survivor[part]));
    return { ...survivor, why: same?.why ?? '' };
  });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify({ ...outcome, survivors }, undefined, 2)}\n`);
}

/** The text from one place in a source to another; lines and columns are counted from one. */
function textOf(source, start, end) {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  return lines.join('\n');
}

const short = (text) => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
};
