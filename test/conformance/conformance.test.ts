/** The packed package keeps its promises, whatever compiles and bundles the program: a row of the matrix. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PackedPackage } from '../package/packed-package';
import { cell, describeCell } from './matrix/cell';
import { CELLS, ROW } from './matrix/cells';
import { installPackage } from './matrix/install';
import { Jobs } from './matrix/jobs';
import { Programs } from './matrix/programs';
import { runCell } from './matrix/run-cell';
import { TypesProjects } from './matrix/run-types';
import { describeTypes, TYPES_CELLS, TYPES_ROW } from './matrix/types-cell';

// a bound, not a measure: compilers run beside other suites
jest.setTimeout(300_000);

let packed: PackedPackage;
const jobs = new Jobs();
let programs: Programs;
beforeAll(() => {
  packed = new PackedPackage();
  programs = new Programs(installPackage(packed), jobs);
});
afterAll(async () => {
  await jobs.close();
  packed.remove();
});

test.each(ROW.map((each) => [describeCell(each), each] as const))('%s: every check passes', async (_, each) => {
  const { passed, failures } = await runCell(programs, each);
  expect(failures).toEqual([]);
  expect(passed).toBeGreaterThan(100);
});

test.each(TYPES_ROW.map((each) => [describeTypes(each), each] as const))('%s: no error', async (_, each) => {
  expect((await new TypesProjects(packed, jobs).run(each)).errors).toBe('');
});

test('a package that breaks a promise fails the checks of that promise, by name', async () => {
  const breaking = join(programs.project, 'breaking.cjs');
  writeFileSync(breaking, "require('spanlink').SpanGuard.prototype.link = function () { return this; };");
  const { failed, failures } = await runCell(programs, cell('esbuild', 'standard', { modules: 'cjs' }), breaking);
  expect(failures).toHaveLength(failed);
  expect(failures.join('\n')).toContain('failed: promise 2: a guard links its own span, also from inside a child: ');
  expect(failures.join('\n')).not.toContain('promise 7: ');
});

test('a program that does not compile is a failure that says why', async () => {
  // engines take no decorators, which esbuild leaves to them there
  const { passed, failed, failures } = await runCell(programs, cell('esbuild', 'standard', { target: 'esnext' }));
  expect([passed, failed]).toEqual([0, 1]);
  expect(failures[0]).toContain('SyntaxError');
});

test('no two cells of the matrix are the same', () => {
  const described = [...CELLS.map(describeCell), ...TYPES_CELLS.map(describeTypes)];
  expect(new Set(described).size).toBe(described.length);
});
