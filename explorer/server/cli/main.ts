#!/usr/bin/env node
/** The command `spanlink-explorer`. */
import { once } from 'node:events';
import { QuestionError } from '../../api/parameters.js';
import { VERSION } from '../version.js';
import { doctor } from './doctor.js';
import { exportSpans } from './export.js';
import { helpOn } from './help.js';
import { keep } from './keep.js';
import { openFiles } from './open.js';
import { readCommandLine } from './options.js';
import { query } from './query.js';
import { run } from './run.js';
import { messageOf, terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

/** Resolves at the first Ctrl-C or signal to end; the second one ends the process at once. */
async function stopSignal(): Promise<void> {
  await Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));
}

async function main(): Promise<number> {
  const commandLine = readCommandLine(process.argv.slice(2), process.env);
  // lists of processes show the arguments, and with them the token, to all users
  process.title = 'spanlink-explorer';
  // the browser that is opened, and all that it starts, would have it in their environment
  delete process.env.SPANLINK_EXPLORER_TOKEN;
  // and so do files, unless they are made for one user alone
  process.umask(0o077);
  switch (commandLine.command) {
    case 'help':
      terminal.out(helpOn(commandLine.rest));
      return 0;
    case 'version':
      terminal.out(`${VERSION}\n`);
      return 0;
    case 'query':
      await query(commandLine, terminal);
      return 0;
    case 'open':
      await openFiles(commandLine, terminal, stopSignal());
      return 0;
    case 'keep':
      await keep(commandLine, terminal);
      return 0;
    case 'export':
      await exportSpans(commandLine, terminal);
      return 0;
    case 'mcp': {
      // the protocol's packages take as long to load as all else
      const { mcp } = await import('./mcp.js');
      await mcp(commandLine, stopSignal());
      return 0;
    }
    case 'doctor':
      return (await doctor(commandLine, terminal)) ? 0 : 1;
    case 'start':
      await run(commandLine, terminal, stopSignal());
      return 0;
  }
}

// a reader that has seen enough, such as `head`, closes the pipe
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
// what is only told ends nothing: the terminal may be closed before spans are stored
process.stderr.on('error', () => undefined);

/** Resolves once the reader of a pipe has taken all that was written: an exit would drop the rest. */
const flushed = (): Promise<void> => new Promise((resolve) => process.stdout.write('', () => resolve()));

main().then(
  async (code) => {
    await flushed();
    process.exit(code);
  },
  (error: unknown) => {
    const isUsageError = error instanceof UsageError || error instanceof QuestionError;
    terminal.say(`${messageOf(error)}\n${isUsageError ? 'spanlink-explorer --help says more.\n' : ''}`);
    process.exit(isUsageError ? 2 : 1);
  },
);
