/** Runs an explorer until Ctrl-C. */
import open from 'open';
import { formatDuration } from '../keep/rules/go-duration.js';
import type { KeepOptions } from '../keep/start-keeping.js';
import { startExplorer } from '../start.js';
import type { Explorer } from '../start.js';
import { VERSION } from '../version.js';
import type { CommandLine } from './options.js';
import type { Terminal } from './terminal.js';
import { messageOf } from './terminal.js';

/**
 * Runs an explorer, and returns once the spans it received are stored. Rejects if it cannot start.
 *
 * @param stopped ends the explorer when it resolves
 */
export async function run(commandLine: CommandLine, terminal: Terminal, stopped: Promise<unknown>): Promise<void> {
  const { explorer: options } = commandLine;
  const explorer = await startExplorer({
    ...options,
    onNotice: (notice) => terminal.say(`${notice}\n`),
    onError: (error) =>
      terminal.say(`Indexing spans that were there before failed; it goes on at the next start: ${messageOf(error)}\n`),
  });
  for (const notice of commandLine.keepNotices ?? []) terminal.say(`${notice}\n`);
  terminal.out(greeting(explorer, commandLine));
  const progress = showProgress(explorer, terminal);
  // only if a person is there to see it; if it fails, the address is printed above
  if (commandLine.opensBrowser && terminal.isTTY)
    await open(explorer.invite()).then(
      (browser) => browser.once('error', () => {}),
      () => {},
    );
  await stopped;
  clearInterval(progress);
  terminal.say('Stopping: what was sent is stored first. Ctrl-C again stops at once.\n');
  await explorer.close();
}

function greeting({ url, urlsForOthers, otlpHttp, otlpGrpc }: Explorer, { explorer: options }: CommandLine): string {
  const header =
    options.token === undefined
      ? ''
      : `  Senders  OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer ${options.token}"\n`;
  const http = otlpHttp === undefined ? 'not over HTTP' : `OTEL_EXPORTER_OTLP_ENDPOINT=${otlpHttp}`;
  const grpc =
    otlpGrpc === undefined
      ? 'not over gRPC'
      : `OTEL_EXPORTER_OTLP_ENDPOINT=${otlpGrpc} OTEL_EXPORTER_OTLP_PROTOCOL=grpc`;
  const store = options.clickhouse === undefined ? (options.data ?? '.spanlink') : new URL(options.clickhouse).host;
  const keep = options.keep === undefined ? '' : `  Forwards ${describeKeep(options.keep)}\n`;
  const forOthers = urlsForOthers.map((other) => `           ${other} for others\n`).join('');
  return `Spanlink explorer ${VERSION}

  Page     ${url}
${forOthers}  Spans    ${http}
           ${grpc}
${header}  Kept in  ${store}
${keep}
Ctrl-C stops it.
`;
}

const describeKeep = ({ rules, endpoint }: KeepOptions): string =>
  `${rules.policies.map(({ name }) => name).join(', ')} to ${endpoint.url.origin}, ` +
  `of what is held for ${formatDuration(rules.hold)}`;

/** Reports the progress of the back-fill every second, until it is done. */
function showProgress(explorer: Explorer, terminal: Terminal): NodeJS.Timeout | undefined {
  if (explorer.backfill().isDone) return undefined;
  let reported = '';
  const timer = setInterval(() => {
    const { isDone, done, total } = explorer.backfill();
    const percent = `${Math.floor((100 * done) / Math.max(total, 1))} %`;
    if (isDone) clearInterval(timer);
    if (isDone) terminal.say(`${total} spans that were there before are indexed.\n`);
    else if (percent !== reported) terminal.say(`Indexing spans that were there before: ${percent} of ${total}\n`);
    reported = percent;
  }, 1000);
  return timer;
}
