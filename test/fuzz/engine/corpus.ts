/** The inputs that are kept: those that reached something new, in a file that can be read. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { LoadedTarget } from './load-target';
import { tryInput } from './try-input';
import { shrink } from './shrink';

/** Of a target, in its file: with fewer, the shortest are kept. */
const MOST_BYTES = 7_000;

/** Reads the inputs in a file: in each line one, as JSON of its bytes in Latin-1. */
export function readCorpus(file: string): Buffer[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter(Boolean).map((line) => Buffer.from(JSON.parse(line) as string, 'latin1'));
}

/** Writes the shortest inputs that reach, all together, every block that the given ones do. */
export async function writeCorpus(file: string, target: LoadedTarget, inputs: readonly Buffer[]): Promise<void> {
  const reached = new Set<number>();
  const lines: string[] = [];
  let bytes = 0;
  for (const input of [...inputs].sort((one, other) => one.length - other.length)) {
    await tryInput(target, input);
    const news = target.coverage.entered().filter((block) => !reached.has(block));
    if (news.length === 0) continue;
    const shortest = await shrink(input, async (shorter) => {
      await tryInput(target, shorter);
      const entered = new Set(target.coverage.entered());
      return news.every((block) => entered.has(block));
    });
    const line = JSON.stringify(shortest.toString('latin1')).replace(/[^ -~]/g, escaped);
    if (bytes + line.length > MOST_BYTES) continue;
    for (const block of news) reached.add(block);
    bytes += line.length + 1;
    lines.push(`${line}\n`);
  }
  writeFileSync(file, lines.sort().join(''));
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
