#!/usr/bin/env node
/** The command `spanlink-explorer`. */
import { once } from 'node:events';
import { QuestionError } from '../../api/parameters.js';
import { VERSION } from '../version.js';
import { doctor } from './doctor.js';
import { helpOn } from './help.js';
import { readCommandLine, UsageError } from './options.js';
import { query } from './query.js';
import { run } from './run.js';
import { messageOf, terminal } from './terminal.js';

/** The first Ctrl-C, or what else asks a process to end; the second one ends it at once. */
async function stopped(): Promise<void> {
  await Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));
}

async function main(): Promise<number> {
  const line = readCommandLine(process.argv.slice(2), process.env);
  switch (line.command) {
    case 'help':
      terminal.out(helpOn(line.rest));
      return 0;
    case 'version':
      terminal.out(`${VERSION}\n`);
      return 0;
    case 'query':
      await query(line, terminal);
      return 0;
    case 'doctor':
      return (await doctor(line, terminal)) ? 0 : 1;
    case 'start':
      await run(line, terminal, stopped());
      return 0;
  }
}

// a reader that has seen enough, such as head
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const isMistaken = error instanceof UsageError || error instanceof QuestionError;
    terminal.say(`${messageOf(error)}\n${isMistaken ? 'spanlink-explorer --help says more.\n' : ''}`);
    process.exit(isMistaken ? 2 : 1);
  },
);
