/** `query`: asks a running explorer, or a store that no explorer has open. */
import type { Answers } from '../../api/answers-by-question.js';
import { isQuestion, QUESTIONS, readQuestion } from '../../api/questions.js';
import { askPath } from './ask.js';
import type { CommandLine } from './options.js';
import { pathOf, readPairs } from './pairs.js';
import { printableJson } from './printable.js';
import { formatTable } from './table.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

/** Prints the answer. Throws a {@link UsageError}, or the error of the explorer or the store. */
export async function query(commandLine: CommandLine, terminal: Terminal): Promise<void> {
  const [name = '', ...rest] = commandLine.rest;
  if (!isQuestion(name)) {
    throw new UsageError(
      `${name === '' ? 'query needs a question' : `There is no question "${name}"`}: ` +
        `it is one of ${Object.keys(QUESTIONS).join(', ')}.`,
    );
  }
  const pairs = readPairs(name, QUESTIONS[name], rest, `help query ${name}`);
  // reports mistakes before anything is opened or sent
  readQuestion(name, pairs.search, pairs.inPath);
  // the path names the question, and its answer is of that type
  const answer = (await askPath(commandLine, pathOf(QUESTIONS[name], pairs))) as Answers[typeof name];
  terminal.out(commandLine.isTable ? formatTable(name, answer) : `${printableJson(answer)}\n`);
}
