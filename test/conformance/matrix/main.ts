/**
 * Runs the cells of the matrix, prints their tables, and writes them with `--write`. With `--report=FILE`, a file says
 * how many cells passed and failed.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { installNodes } from '../../../tools/other-nodes.cjs';
import { installRuntimes } from '../../../tools/other-runtimes.cjs';
import { PackedPackage } from '../../package/packed-package';
import { describeCell } from './cell';
import { CELLS } from './cells';
import { installPackage } from './install';
import { Jobs } from './jobs';
import { writePage } from './page';
import { Programs } from './programs';
import { type Outcome, runCell } from './run-cell';
import { type TypesOutcome, TypesProjects } from './run-types';
import { tableOf, typesTableOf } from './table';
import { describeTypes, TYPES_CELLS } from './types-cell';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false }, report: { type: 'string' } },
});
const words = positionals.map((word) => word.toLowerCase());
const isChosen = (description: string): boolean => words.every((word) => description.toLowerCase().includes(word));
const cells = CELLS.filter((cell) => isChosen(describeCell(cell)));
const typesCells = TYPES_CELLS.filter((cell) => isChosen(describeTypes(cell)));

async function main(): Promise<void> {
  if (cells.length + typesCells.length === 0) throw new Error(`no cell has all of: ${words.join(', ')}`);
  if (values.write && words.length > 0) throw new Error('the page is written of all cells: name none');
  installNodes();
  installRuntimes();
  const packed = new PackedPackage();
  const jobs = new Jobs();
  try {
    const programs = new Programs(installPackage(packed), jobs);
    const projects = new TypesProjects(packed, jobs);
    const outcomes: Outcome[] = [];
    const types: TypesOutcome[] = [];
    await inLanes([
      ...typesCells.map((cell, at) => async () => {
        const outcome = await projects.run(cell);
        types[at] = outcome;
        tell(describeTypes(cell), outcome.errors === '' ? [] : outcome.errors.split('\n'));
      }),
      ...cells.map((cell, at) => async () => {
        const outcome = await runCell(programs, cell);
        outcomes[at] = outcome;
        tell(describeCell(cell), outcome.failures);
      }),
    ]);
    if (outcomes.length > 0) console.log(tableOf(outcomes));
    if (types.length > 0) console.log(`\n${typesTableOf(types)}`);
    if (values.write) writePage(outcomes, types);
    if (values.report !== undefined) writeFileSync(values.report, JSON.stringify(counts));
  } finally {
    await jobs.close();
    packed.remove();
  }
}

/** Does work in as many lanes as there are cores, and one more, as one often waits for a compiler. */
async function inLanes(work: (() => Promise<void>)[]): Promise<void> {
  const lane = async (): Promise<void> => {
    for (let next = work.shift(); next !== undefined; next = work.shift()) await next();
  };
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, lane));
}

/** The cells that passed and failed. */
const counts = { passed: 0, failed: 0 };

function tell(description: string, failures: readonly string[]): void {
  counts[failures.length === 0 ? 'passed' : 'failed'] += 1;
  if (failures.length > 0) process.exitCode = 1;
  console.error(`${failures.length === 0 ? 'passed' : 'failed'}: ${description}`);
  for (const failure of failures) console.error(`  ${failure}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
