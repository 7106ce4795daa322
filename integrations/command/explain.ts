/** `spanlink explain`: what a message holds, for a support ticket. */
import { readFileSync } from 'node:fs';
import { explainSource } from '../../lib/debug/explanation.js';
import type { CommandStreams } from './streams.js';
import { MessagesError, parseMessages } from './parse-messages.js';

const HELP = `Usage: spanlink explain FILE.json
       … | spanlink explain -

Says what each message in the file holds: the span contexts that links are made of, or the places that were looked at,
and why nothing was found there. Prints names of keys and shortened ids, and no value.

The file is JSON (one message, or an array of them) or JSON lines; '-' reads standard input. Buffers may be written as
JSON.stringify() writes them.

Exit codes: 0 each message holds a context, 1 some hold none, 2 the file cannot be read.
`;

/** Messages that are explained; of the others, there is the number. */
const LIMIT = 1_000;

/** Runs the subcommand. @returns its exit code. */
export async function explainCommand(args: readonly string[], streams: CommandStreams): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    streams.out(HELP);
    return 0;
  }
  const [file, ...others] = args;
  const option = args.find((arg) => arg.startsWith('-') && arg !== '-');
  if (file === undefined || others.length > 0 || option !== undefined) {
    const problem =
      option === undefined ? 'expected one file, or - for standard input' : `there is no option ${option}`;
    streams.err(`spanlink explain: ${problem}.\n\n${HELP}`);
    return 2;
  }
  try {
    const text = file === '-' ? await readAll(streams.input) : readFileSync(file, 'utf8');
    return explainAll(parseMessages(text), streams);
  } catch (error) {
    const { message } = error as Error;
    streams.err(`spanlink explain: ${error instanceof MessagesError ? message : `cannot read ${file}: ${message}`}\n`);
    return 2;
  }
}

function explainAll(messages: ReturnType<typeof parseMessages>, { out }: CommandStreams): number {
  let empty = 0;
  messages.forEach(({ name, message }, at) => {
    const { links, text } = explainSource(message);
    if (links.length === 0) empty++;
    if (at < LIMIT) out(`${name === undefined ? '' : `${name}: `}${text}\n`);
  });
  const { length } = messages;
  if (length > LIMIT) out(`and ${length - LIMIT} more messages\n`);
  if (length > 1) out(`${length - empty} of ${length} messages hold a span context\n`);
  return empty === 0 ? 0 : 1;
}

async function readAll(input: CommandStreams['input']): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of input) parts.push(Buffer.from(part as string));
  return Buffer.concat(parts).toString('utf8');
}
