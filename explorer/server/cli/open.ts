/** `open`: shows the spans of files, in a store that is gone afterwards. */
import { createServer } from 'node:net';
import open from 'open';
import { describeFiles, describeProblem } from '../../api/files.js';
import type { FileAnswer } from '../../api/files.js';
import { openSource } from '../files/open-source.js';
import type { FileSource } from '../files/open-source.js';
import { createTemporaryFolder } from '../files/temporary-folder.js';
import { PORTS } from '../ports.js';
import { startExplorer } from '../start.js';
import type { Explorer } from '../start.js';
import { VERSION } from '../version.js';
import type { CommandLine } from './options.js';
import { printableLine } from './printable.js';
import { messageOf } from './terminal.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

/** The bytes of a file whose progress is told. */
const LARGE = 64 * 1024 * 1024;

/**
 * Reads files, shows their spans on a page, and returns when it is stopped. Rejects if no span is found.
 *
 * @param stopped ends it when it resolves
 */
export async function openFiles(
  { rest: paths, explorer: options, opensBrowser }: CommandLine,
  terminal: Terminal,
  stopped: Promise<unknown>,
): Promise<void> {
  if (paths.length === 0) throw new UsageError('open needs the files to read, or - for what comes over a pipe.');
  const say = (sentence: string): void => terminal.say(`${printableLine(sentence)}\n`);
  const stop = new AbortController();
  void stopped.then(() => stop.abort());
  const sources = await openSources(paths, stop.signal, say);
  if (stop.signal.aborted) return;
  const isTemporary = options.data === undefined && options.clickhouse === undefined;
  const folder = isTemporary ? createTemporaryFolder() : undefined;
  const explorer = await startExplorer({
    ...options,
    ...(folder && { data: folder.path, isTemporary }),
    // beside an explorer that receives spans, and apart from its spans
    port: options.port ?? ((await isFree(PORTS.page, options.host)) ? PORTS.page : 0),
    otlpHttpPort: options.otlpHttpPort ?? false,
    otlpGrpcPort: options.otlpGrpcPort ?? false,
    onNotice: say,
  });
  try {
    const answers: FileAnswer[] = [];
    for (const source of sources) answers.push(await read(source, explorer, stop.signal, say));
    if (stop.signal.aborted) return;
    if (answers.every(({ spans }) => spans === 0)) throw new Error('No spans were found.');
    const trace = onlyTrace(answers);
    terminal.out(
      greeting(explorer, answers, trace, folder ? 'a temporary folder, which is deleted' : whereOf(options)),
    );
    if (opensBrowser && terminal.isTTY)
      await open(withTrace(explorer.invite(), trace)).then(
        (browser) => browser.once('error', () => {}),
        () => {},
      );
    await stopped;
  } finally {
    await explorer.close();
    folder?.remove();
  }
}

/** Opens the files that can be read, and tells of the others. Throws if there are none. */
async function openSources(
  paths: readonly string[],
  signal: AbortSignal,
  say: (sentence: string) => void,
): Promise<FileSource[]> {
  const sources: FileSource[] = [];
  for (const path of paths)
    await openSource(path, signal).then(
      (source) => sources.push(source),
      (error: unknown) => {
        if (!signal.aborted) say(`${path}: ${messageOf(error)}`);
      },
    );
  if (sources.length === 0 && !signal.aborted) throw new Error('No file could be read.');
  return sources;
}

async function read(
  { name, chunks, size }: FileSource,
  explorer: Explorer,
  signal: AbortSignal,
  say: (sentence: string) => void,
): Promise<FileAnswer> {
  let told = 0;
  const onProgress = (bytes: number): void => {
    const percent = Math.floor((100 * bytes) / Math.max(size ?? 0, 1));
    if (size === undefined || size < LARGE || percent < told + 10 || percent >= 100) return;
    told = percent;
    say(`${name}: ${percent} % read`);
  };
  const answer = await explorer.readFile(name, until(chunks, signal), onProgress);
  for (const problem of answer.problems) say(describeProblem(name, problem));
  const more = answer.problemsTotal - answer.problems.length;
  if (more > 0) say(`${name}: ${more} more of these.`);
  return answer;
}

async function* until(chunks: AsyncIterable<Buffer>, signal: AbortSignal): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    if (signal.aborted) return;
    yield chunk;
  }
}

function onlyTrace(answers: readonly FileAnswer[]): string | undefined {
  const traces = [...new Set(answers.flatMap((answer) => answer.traces))];
  return traces.length === 1 ? traces[0] : undefined;
}

/** Returns the address of the page or, if there is only one trace, of that. */
function withTrace(address: string, trace: string | undefined): string {
  const url = new URL(address);
  if (trace === undefined) return url.href;
  url.searchParams.set('view', 'timeline');
  url.searchParams.set('trace', trace);
  return url.href;
}

const whereOf = ({ data = '', clickhouse }: CommandLine['explorer']): string =>
  clickhouse === undefined ? data : new URL(clickhouse).host;

function greeting(
  { url, otlpHttp, otlpGrpc }: Explorer,
  answers: readonly FileAnswer[],
  trace: string | undefined,
  keptIn: string,
): string {
  const receivers = [otlpHttp, otlpGrpc].flatMap((address) =>
    address === undefined ? [] : [`  Spans    ${address}\n`],
  );
  return `Spanlink explorer ${VERSION}

  Read     ${printableLine(describeFiles(answers))}
  Page     ${withTrace(url, trace)}
${receivers.join('')}  Kept in  ${keptIn}

Ctrl-C stops it.
`;
}

const isFree = (port: number, host: string = '127.0.0.1'): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
