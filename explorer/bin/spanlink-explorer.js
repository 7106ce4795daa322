#!/usr/bin/env node
/** The command `spanlink-explorer`: in the repository, npm links it before it is built. */
import { existsSync } from 'node:fs';

const built = new URL('../dist/server/cli/main.js', import.meta.url);

if (existsSync(built)) await import(built.href);
else {
  process.stderr.write(
    'spanlink-explorer: not built yet; run `npm run build --workspace explorer` in the repository, and try again.\n',
  );
  process.exitCode = 1;
}
