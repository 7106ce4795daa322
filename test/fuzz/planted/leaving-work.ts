/** Takes too many steps for one word, and leaves work behind that takes more while the next input is tried. */
import { setTimeout } from 'node:timers/promises';
import type { FuzzTarget } from '../fuzz-target';

const TURNS = 50;

export const target: FuzzTarget = {
  seeds: ['hold!', 'fold', 'told'],
  run: async (input) => {
    if (input.includes('!')) await Promise.all([goOn(), takeSteps()]);
    await setTimeout(1);
    return undefined;
  },
};

async function goOn(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) {
    await setTimeout(1);
    await takeSteps().catch(() => undefined);
  }
}

async function takeSteps(): Promise<void> {
  for (let step = 0; step < 30_000; step++) if (step < 0) return;
}
