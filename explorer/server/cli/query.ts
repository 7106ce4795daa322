/** `query`: asks a running explorer, or a store that none has open. */
import { existsSync } from 'node:fs';
import type { ErrorAnswer } from '../../api/answers.js';
import { isQuestion, QUESTIONS, readQuestion } from '../../api/questions.js';
import type { Question, QuestionName } from '../../api/questions.js';
import { answer } from '../query/answer-question.js';
import type { Answers } from '../../api/answers-by-question.js';
import { askOf } from '../store/store-reader.js';
import { PORTS } from '../ports.js';
import { openStore } from '../store/open-store.js';
import { VERSION } from '../version.js';
import { UsageError } from './options.js';
import type { CommandLine } from './options.js';
import { tableOf } from './table.js';
import type { Terminal } from './terminal.js';

const USUAL = `http://127.0.0.1:${PORTS.page}`;

/** Prints the answer. Throws a {@link UsageError}, or what went wrong. */
export async function query(line: CommandLine, terminal: Terminal): Promise<void> {
  const [name = '', ...pairs] = line.rest;
  if (!isQuestion(name)) {
    throw new UsageError(
      `${name === '' ? 'query needs a question' : `There is no question "${name}"`}: it is one of ${Object.keys(QUESTIONS).join(', ')}.`,
    );
  }
  const { inPath, search } = readPairs(name, pairs);
  // said here, before anything is opened or sent
  readQuestion(name, search, inPath);
  const url = line.url ?? (line.namesStore ? undefined : await running());
  const found =
    url === undefined
      ? await askStore(name, search, inPath, line)
      : await askRunning(url, name, search, inPath, line.explorer.token);
  terminal.out(line.isTable ? tableOf(name, found) : `${JSON.stringify(found, null, 2)}\n`);
}

function readPairs(
  name: QuestionName,
  pairs: readonly string[],
): { inPath: Record<string, string>; search: URLSearchParams } {
  const { path }: Question = QUESTIONS[name];
  const inPath: Record<string, string> = {};
  const search = new URLSearchParams();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at <= 0)
      throw new UsageError(`"${pair}" must be key=value. "spanlink-explorer help query ${name}" lists the keys.`);
    const [key, value] = [pair.slice(0, at), pair.slice(at + 1)];
    if (path.includes(`{${key}}`)) inPath[key] = value;
    else search.append(key, value);
  }
  const missing = [...path.matchAll(/\{(\w+)\}/g)]
    .map(([, key = '']) => key)
    .filter((key) => !Object.hasOwn(inPath, key));
  if (missing.length > 0) throw new UsageError(`${name} needs ${missing.map((key) => `${key}=…`).join(' and ')}.`);
  return { inPath, search };
}

/** The explorer at the usual address, if one runs. */
async function running(): Promise<string | undefined> {
  try {
    const response = await fetch(`${USUAL}/api/openapi.json`, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    // one with a token is one, too
    return response.status === 200 || response.status === 401 ? USUAL : undefined;
  } catch {
    return undefined;
  }
}

async function askRunning<N extends QuestionName>(
  url: string,
  name: N,
  search: URLSearchParams,
  inPath: Readonly<Record<string, string>>,
  token: string | undefined,
): Promise<Answers[N]> {
  const path = QUESTIONS[name].path.replaceAll(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(inPath[key] ?? ''));
  const asked = new URL(path, url);
  asked.search = search.toString();
  let response: Response;
  try {
    response = await fetch(asked, { headers: token === undefined ? {} : { Authorization: `Bearer ${token}` } });
  } catch (error) {
    throw new Error(
      `No explorer answers at ${url}. Start one with "npx @spanlink/explorer", or name a store with --data.`,
      { cause: error },
    );
  }
  const text = await response.text();
  if (!response.headers.get('content-type')?.startsWith('application/json'))
    throw new Error(`What answers at ${url} is no explorer.`);
  const body: unknown = JSON.parse(text);
  if (!response.ok) throw new Error((body as ErrorAnswer).error);
  // the same package answers, by the same definitions
  return body as Answers[N];
}

async function askStore<N extends QuestionName>(
  name: N,
  search: URLSearchParams,
  inPath: Readonly<Record<string, string>>,
  line: CommandLine,
): Promise<Answers[N]> {
  const { data = '.spanlink', clickhouse } = line.explorer;
  if (clickhouse === undefined && !existsSync(data))
    throw new Error(
      `No explorer answers at ${USUAL}, and there is no folder ${data}. Start one with "npx @spanlink/explorer", or give --url or --data.`,
    );
  const store = await openStore({ ...line.explorer, ...(clickhouse === undefined && { data }) });
  try {
    const running = {
      version: VERSION,
      storage: store.storage,
      backfill: store.backfill(),
      receivers: {},
      openIn: line.explorer.openIn ?? [],
    };
    return await answer(name, askOf(store), readQuestion(name, search, inPath), running);
  } finally {
    await store.close();
  }
}
