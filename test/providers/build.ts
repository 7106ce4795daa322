/**
 * Compiles the program once a test run (a global setup of Jest's) into the folder of each provider, where every import
 * resolves as in an application, so that its API is that provider's.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { compileTo, type Format, FORMATS, installBuilt } from '../fixtures/applications';
import { PROVIDERS } from './providers';

/** Returns the folder of the compiled program. */
export function programOf(folder: string, format: Format): string {
  return join(__dirname, folder, 'build', format, 'program');
}

/** Called by Jest, which wants a default export, before the first test of the project. */
export default function build(): void {
  for (const { folder } of PROVIDERS) {
    const home = join(__dirname, folder);
    installBuilt(home);
    rmSync(join(home, 'build'), { recursive: true, force: true });
    for (const format of FORMATS)
      compileTo(programOf(folder, format), format, join(__dirname, 'program'), join(home, 'start.ts'));
  }
}
