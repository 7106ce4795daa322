/** The commands in this process, with a terminal whose text a test reads: `command.ts` runs them as users do. */
import { doctor } from '../../server/cli/doctor';
import { exportSpans } from '../../server/cli/export';
import { keep } from '../../server/cli/keep';
import { readCommandLine } from '../../server/cli/options';
import { query } from '../../server/cli/query';
import type { CommandLine } from '../../server/cli/options';
import type { Terminal } from '../../server/cli/terminal';

interface Captured {
  readonly out: string;
  readonly err: string;
  readonly result: unknown;
}

const COMMANDS: Readonly<Record<string, (line: CommandLine, terminal: Terminal) => Promise<unknown>>> = {
  doctor,
  export: exportSpans,
  keep,
  query,
};

/** Runs a command, and returns what it printed. Rejects as it does. */
export async function captured(...args: readonly string[]): Promise<Captured> {
  const line = readCommandLine(args);
  const command = COMMANDS[line.command];
  if (command === undefined) throw new Error(`expected a command that asks, and found ${line.command}`);
  const output = { out: '', err: '' };
  const out = (text: string): void => void (output.out += text);
  const terminal: Terminal = {
    out,
    flush: (text) => Promise.resolve(out(text)),
    say: (text) => void (output.err += text),
    isTTY: false,
  };
  const result = await command(line, terminal);
  return { ...output, result };
}
