/** `query`: asks a running explorer, or a store that no explorer has open. */
import type { Answers } from '../../api/answers-by-question.js';
import { isQuestion, QUESTIONS, readQuestion } from '../../api/questions.js';
import type { QuestionName } from '../../api/questions.js';
import { answerQuestion } from '../query/answer-question.js';
import { createStoreReader } from '../store/store-reader.js';
import { VERSION } from '../version.js';
import { askRunning, explorerToAsk, withStore } from './ask.js';
import type { CommandLine } from './options.js';
import { pathOf, readPairs } from './pairs.js';
import type { Pairs } from './pairs.js';
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
  const url = await explorerToAsk(commandLine);
  const answer =
    url === undefined
      ? await askStore(name, pairs, commandLine)
      : await askExplorer(url, name, pairs, commandLine.explorer.token);
  terminal.out(commandLine.isTable ? formatTable(name, answer) : `${printableJson(answer)}\n`);
}

async function askExplorer<N extends QuestionName>(
  url: string,
  name: N,
  pairs: Pairs,
  token: string | undefined,
): Promise<Answers[N]> {
  const response = await askRunning(url, pathOf(QUESTIONS[name], pairs), 'application/json', token);
  // the explorer answers by the same definitions
  return (await response.json()) as Answers[N];
}

const askStore = <N extends QuestionName>(
  name: N,
  { search, inPath }: Pairs,
  commandLine: CommandLine,
): Promise<Answers[N]> =>
  withStore(commandLine, (store) =>
    answerQuestion(name, createStoreReader(store), readQuestion(name, search, inPath), {
      version: VERSION,
      storage: store.storage,
      backfill: store.backfill(),
      ...(store.lost && { lost: store.lost }),
      receivers: {},
      openIn: commandLine.explorer.openIn ?? [],
    }),
  );
