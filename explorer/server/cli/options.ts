/** Reads the command line, and reports a mistake in one sentence: expected this, found that. */
import { parseArgs } from 'node:util';
import type { StatusAnswer } from '../../api/answers.js';
import type { ExplorerOptions } from '../explorer-options.js';
import { parseUrl } from '../parse-url.js';
import { KEEP_OPTIONS, readDryRun, readKeepOptions } from './keep-options.js';
import { readMetricsTarget } from './metrics-option.js';
import { messageOf } from './terminal.js';
import { readToken } from './token.js';
import { UsageError } from './usage-error.js';

export interface CommandLine {
  readonly command: 'start' | 'open' | 'keep' | 'query' | 'export' | 'mcp' | 'doctor' | 'help' | 'version';
  /** The arguments after the command. */
  readonly rest: readonly string[];
  readonly explorer: ExplorerOptions;
  /** Sentences about parts of the keep file that are not used. */
  readonly keepNotices?: readonly string[];
  /** True if the page is opened in a browser. */
  readonly opensBrowser: boolean;
  /** The running explorer to ask. */
  readonly url?: string;
  readonly isTable: boolean;
  /** True if `doctor` may send a span, which stays, to an explorer that runs. */
  readonly sendsTestSpan?: boolean;
  /** The keep file to try, and the milliseconds for which spans are looked at. */
  readonly dryRun?: { readonly file: string; readonly since: number };
  /** True if the options name a store; otherwise it is the default one. */
  readonly namesStore: boolean;
}

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
  data: { type: 'string' },
  clickhouse: { type: 'string' },
  cluster: { type: 'string' },
  database: { type: 'string' },
  retention: { type: 'string' },
  'delete-older': { type: 'boolean' },
  fsync: { type: 'boolean' },
  host: { type: 'string' },
  port: { type: 'string' },
  'otlp-http-port': { type: 'string' },
  'otlp-grpc-port': { type: 'string' },
  token: { type: 'string' },
  'token-file': { type: 'string' },
  'allow-origin': { type: 'string', multiple: true },
  'metrics-endpoint': { type: 'string' },
  'open-in': { type: 'string', multiple: true },
  'no-open': { type: 'boolean' },
  url: { type: 'string' },
  table: { type: 'boolean' },
  'test-span': { type: 'boolean' },
  'dry-run': { type: 'string' },
  since: { type: 'string' },
  ...KEEP_OPTIONS,
} as const;

const COMMANDS = ['open', 'keep', 'query', 'export', 'mcp', 'doctor', 'help'] as const;

/** Throws a {@link UsageError}. */
export function readCommandLine(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): CommandLine {
  const { values, positionals } = parse(args);
  const [word, ...rest] = positionals;
  const command = COMMANDS.find((known) => known === word);
  if (word !== undefined && command === undefined)
    throw new UsageError(
      `There is no command "${word}": it is ${COMMANDS.slice(0, -1).join(', ')} or help, or none to start one.`,
    );
  if ((command === 'doctor' || command === 'mcp') && rest.length > 0)
    throw new UsageError(`${command} takes options only, and was given "${rest.join(' ')}".`);
  for (const name of ['data', 'clickhouse', 'cluster', 'database', 'host', 'url'] as const)
    if (values[name]?.trim() === '') throw new UsageError(`--${name} is empty: give it a value, or leave it out.`);
  if (values['test-span'] === true && command !== 'doctor')
    throw new UsageError('--test-span is an option of doctor, which sends a span to the explorer that runs.');
  if (values.data !== undefined && values.clickhouse !== undefined)
    throw new UsageError('--data is a folder and --clickhouse a server: give one of them.');
  if (values.cluster !== undefined && values.clickhouse === undefined)
    throw new UsageError('--cluster names a cluster of a ClickHouse server, whose URL --clickhouse gives.');
  const explorer: ExplorerOptions = {
    ...field('data', values.data),
    ...field('clickhouse', httpUrl('--clickhouse', values.clickhouse)),
    ...field('cluster', values.cluster),
    ...field('database', values.database),
    ...field('retention', integer('--retention', values.retention, 1, 36_500, 'days')),
    ...field('deletesOlder', values['delete-older']),
    ...field('fsync', values.fsync),
    ...field('host', values.host),
    ...field('port', integer('--port', values.port, 0, 65_535, 'a port')),
    ...field('otlpHttpPort', receiverPort('--otlp-http-port', values['otlp-http-port'])),
    ...field('otlpGrpcPort', receiverPort('--otlp-grpc-port', values['otlp-grpc-port'])),
    ...field('token', readToken({ token: values.token, file: values['token-file'] }, env)),
    ...field('allowedOrigins', values['allow-origin']?.map(pageOrigin)),
    ...field('metrics', readMetricsTarget(values['metrics-endpoint'], env)),
    ...field('openIn', values['open-in']?.map(openIn)),
  };
  const keep = readKeepOptions(values, env);
  const dryRun = readDryRun(command, values);
  return {
    command: values.help === true ? 'help' : values.version === true ? 'version' : (command ?? 'start'),
    rest: values.help === true && command !== undefined && command !== 'help' ? [command] : rest,
    explorer: { ...explorer, ...field('keep', keep) },
    ...field('keepNotices', keep?.notices),
    opensBrowser: values['no-open'] !== true,
    ...field('url', httpUrl('--url', values.url)),
    isTable: values.table === true,
    ...field('sendsTestSpan', values['test-span']),
    ...field('dryRun', dryRun),
    namesStore: values.data !== undefined || values.clickhouse !== undefined,
  };
}

function parse(
  args: readonly string[],
): ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>> {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(messageOf(error).split('. ', 1)[0]?.replace(/\.?$/, '.') ?? '');
  }
}

/** Returns an object with the field, or without it if the value is undefined. */
const field = <K extends string, T>(name: K, value: T | undefined): Partial<Record<K, T>> =>
  value === undefined ? {} : ({ [name]: value } as Record<K, T>);

function integer(option: string, text: string | undefined, min: number, max: number, what: string): number | undefined {
  if (text === undefined) return undefined;
  const number = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  if (!(number >= min && number <= max))
    throw new UsageError(`${option} must be ${what}, a whole number from ${min} to ${max}, and is "${text}".`);
  return number;
}

const receiverPort = (option: string, text: string | undefined): number | false | undefined =>
  text === 'off' ? false : integer(option, text, 0, 65_535, 'off or a port');

function httpUrl(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = parseUrl(text);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new UsageError(`${option} must be a URL such as http://127.0.0.1:8123, and is "${text}".`);
  return text;
}

function pageOrigin(text: string): string {
  if (text === '*') return text;
  const url = text.includes('*') ? undefined : parseUrl(text);
  // browsers send nothing but the origin, so that a path would never match
  if (!/^https?:$/.test(url?.protocol ?? '') || url?.href !== `${url?.origin}/`)
    throw new UsageError(
      '--allow-origin must be the origin of a page, such as https://shop.example.com, or *, ' + `and is "${text}".`,
    );
  return url.origin;
}

function openIn(text: string): StatusAnswer['openIn'][number] {
  const [, name = '', template = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (!/^https?:\/\//.test(template) || !template.includes('{traceId}')) {
    throw new UsageError(
      '--open-in must be a name and a URL with {traceId} in it, ' +
        `such as Jaeger=http://localhost:16686/trace/{traceId}, and is "${text}".`,
    );
  }
  return { name, template };
}
