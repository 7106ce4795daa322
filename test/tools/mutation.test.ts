/** What `npm run mutate -- ROOM --write` noted: each room at its bound, and a reason for each mutant that survives. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const FOLDER = join(ROOT, 'test/mutation');

interface Outcome {
  readonly room: string;
  readonly mutants: number;
  readonly found: number;
  readonly survivors: readonly { readonly file: string; readonly line: number; readonly why: string }[];
}

const outcomes = readdirSync(FOLDER).map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Outcome);

/** The tools are modules that Jest does not load. */
const PRINT = `
  const { ROOMS } = await import('./tools/mutate/rooms.mjs');
  console.log(JSON.stringify(ROOMS.map(({ name, bound }) => [name, bound])));`;
const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', PRINT], {
  cwd: ROOT,
  encoding: 'utf8',
});
const bounds = new Map(JSON.parse(printed) as [string, number][]);

test.each(outcomes.map((outcome) => [outcome.room, outcome] as const))(
  'the tests of %s find as many mutants as they have to, and each survivor has a reason',
  (room, { mutants, found, survivors }) => {
    const bound = bounds.get(room) ?? NaN;
    expect(found / mutants).toBeGreaterThanOrEqual(bound);
    expect(survivors).toHaveLength(mutants - found);
    expect(survivors.filter(({ why }) => why === '')).toEqual([]);
  },
);
