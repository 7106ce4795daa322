/** The command `spanlink`. */
import { VERSION } from '../../lib/global/version.js';
import { explainCommand } from './explain.js';
import { migrateCommand } from './migrate/migrate.js';
import type { CommandStreams } from './streams.js';

/** A subcommand; returns its exit code. */
type Subcommand = (args: readonly string[], streams: CommandStreams) => Promise<number>;

const COMMANDS: Readonly<Record<string, Subcommand>> = { explain: explainCommand, migrate: migrateCommand };

const HELP = `Usage: spanlink <command>

  explain FILE.json           say what a message holds, and where a span context was looked for
  migrate nestjs-otel PATH…   turn an application of nestjs-otel into one of spanlink

spanlink <command> --help says more. Options: --help, --version
`;

/** Runs the command with the arguments after its name. @returns the exit code. */
export async function main(args: readonly string[], streams: CommandStreams): Promise<number> {
  const [name, ...others] = args;
  const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command !== undefined) return command(others, streams);
  const answers: Readonly<Record<string, string>> = { '--help': HELP, '-h': HELP, '--version': `${VERSION}\n` };
  const answer = name !== undefined && Object.hasOwn(answers, name) ? answers[name] : undefined;
  if (answer === undefined)
    streams.err(name === undefined ? HELP : `spanlink: there is no command ${name}.\n\n${HELP}`);
  else streams.out(answer);
  return answer === undefined ? 2 : 0;
}
