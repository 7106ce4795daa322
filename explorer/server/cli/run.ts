/** The explorer itself, until Ctrl-C. */
import open from 'open';
import { startExplorer } from '../start.js';
import type { Explorer } from '../start.js';
import { VERSION } from '../version.js';
import type { CommandLine } from './options.js';
import type { Terminal } from './terminal.js';
import { messageOf } from './terminal.js';

/** Runs until `stopped`, and ends once what was sent is stored. Rejects where it cannot start. */
export async function run(line: CommandLine, terminal: Terminal, stopped: Promise<unknown>): Promise<void> {
  const { explorer: options } = line;
  const explorer = await startExplorer({
    ...options,
    onError: (error) =>
      terminal.say(`Indexing spans that were there before failed; it goes on at the next start: ${messageOf(error)}\n`),
  });
  terminal.out(greeting(explorer, line));
  const progress = showProgress(explorer, terminal);
  // a page that nobody sees is not opened; one that cannot be opened has its address printed above
  if (line.isOpening && terminal.isTTY)
    await open(explorer.url).then(
      (browser) => browser.once('error', () => {}),
      () => {},
    );
  await stopped;
  clearInterval(progress);
  terminal.say('Stopping: what was sent is stored first. Ctrl-C again stops at once.\n');
  await explorer.close();
}

function greeting({ url, otlpHttp, otlpGrpc }: Explorer, { explorer: options }: CommandLine): string {
  const header =
    options.token === undefined
      ? ''
      : `  Senders  OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer ${options.token}"\n`;
  return `Spanlink explorer ${VERSION}

  Page     ${url}
  Spans    ${otlpHttp === undefined ? 'not over HTTP' : `OTEL_EXPORTER_OTLP_ENDPOINT=${otlpHttp}`}
           ${otlpGrpc === undefined ? 'not over gRPC' : `OTEL_EXPORTER_OTLP_ENDPOINT=${otlpGrpc} OTEL_EXPORTER_OTLP_PROTOCOL=grpc`}
${header}  Kept in  ${options.clickhouse === undefined ? (options.data ?? '.spanlink') : new URL(options.clickhouse).host}

Ctrl-C stops it.
`;
}

/** Says every second how far the back-fill is, until it is done. */
function showProgress(explorer: Explorer, terminal: Terminal): NodeJS.Timeout | undefined {
  if (explorer.backfill().isDone) return undefined;
  let said = '';
  const timer = setInterval(() => {
    const { isDone, done, total } = explorer.backfill();
    const percent = `${Math.floor((100 * done) / Math.max(total, 1))} %`;
    if (isDone) clearInterval(timer);
    if (isDone) terminal.say(`${total} spans that were there before are indexed.\n`);
    else if (percent !== said) terminal.say(`Indexing spans that were there before: ${percent} of ${total}\n`);
    said = percent;
  }, 1000);
  return timer;
}
