/** Runs the cells of the matrix, two at a time, prints their table, and writes it with `--write`. */
import { availableParallelism } from 'node:os';
import { installNodes } from '../../../tools/other-nodes.cjs';
import { PackedPackage } from '../../package/packed-package';
import { describeCell } from './cell';
import { CELLS } from './cells';
import { installPackage } from './install';
import { type Outcome, runCell } from './run-cell';
import { tableOf, writePage } from './table';

const given = process.argv.slice(2);
const isWriting = given.includes('--write');
const words = given.filter((word) => word !== '--write').map((word) => word.toLowerCase());
const chosen = CELLS.filter((cell) => words.every((word) => describeCell(cell).toLowerCase().includes(word)));

async function main(): Promise<void> {
  if (chosen.length === 0) throw new Error(`no cell has all of: ${words.join(', ')}`);
  if (isWriting && words.length > 0) throw new Error('the page is written of all cells: name none');
  installNodes();
  const packed = new PackedPackage();
  try {
    const project = installPackage(packed);
    const outcomes = new Map<number, Outcome>();
    const waiting = [...chosen.entries()];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const outcome = await runCell(project, next[1]);
        outcomes.set(next[0], outcome);
        console.error(`${outcome.failed === 0 ? 'passed' : 'failed'}: ${describeCell(outcome.cell)}`);
        for (const failure of outcome.failures) console.error(`  ${failure}`);
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, work));
    const inOrder = chosen.flatMap((_, at) => outcomes.get(at) ?? []);
    console.log(tableOf(inOrder));
    if (isWriting) writePage(inOrder);
    if (inOrder.some(({ failed }) => failed > 0)) process.exitCode = 1;
  } finally {
    packed.remove();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
