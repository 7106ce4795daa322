/** Reads the options of keeping, and the file that `--keep` names. */
import { readFileSync } from 'node:fs';
import { readEndpoint } from '../keep/forward/endpoint.js';
import type { ForwardOptions } from '../keep/forward/endpoint.js';
import { readKeepFile } from '../keep/rules/read-keep-file.js';
import { parseDuration } from '../keep/rules/go-duration.js';
import type { KeepOptions } from '../keep/start-keeping.js';
import { messageOf } from './terminal.js';
import { UsageError } from './usage-error.js';

export const KEEP_OPTIONS = {
  keep: { type: 'string' },
  forward: { type: 'string' },
  'forward-protocol': { type: 'string' },
  'forward-compression': { type: 'string' },
  'forward-timeout': { type: 'string' },
  'forward-header': { type: 'string', multiple: true },
  'forward-certificate': { type: 'string' },
  'forward-client-certificate': { type: 'string' },
  'forward-client-key': { type: 'string' },
  'min-free': { type: 'string' },
} as const;

/** The values of the options. */
export type KeepValues = {
  readonly [Name in keyof typeof KEEP_OPTIONS]?:
    ((typeof KEEP_OPTIONS)[Name] extends { readonly multiple: true } ? readonly string[] : string) | undefined;
};

/** The options of keeping, and sentences about what of the file is not used. */
export interface KeepCommand extends KeepOptions {
  readonly notices: readonly string[];
}

/** Returns undefined if nothing is to be kept. Throws a {@link UsageError}. */
export function readKeepOptions(
  values: KeepValues,
  env: Readonly<Record<string, string | undefined>>,
): KeepCommand | undefined {
  const { keep: file, forward: url } = values;
  const given = Object.keys(KEEP_OPTIONS).find((name) => values[name as keyof KeepValues] !== undefined);
  if (given === undefined) return undefined;
  if (url === undefined)
    throw new UsageError(`--${given} needs --forward with it, the URL of the receiver that spans are forwarded to.`);
  if (file === undefined)
    throw new UsageError('--forward needs --keep with it, the file that says which traces are forwarded.');
  const minFree = readSize(values['min-free']);
  try {
    const { rules, notices } = readKeepFile(readFileSync(file, 'utf8'), file);
    const endpoint = readEndpoint(forwardOptions(url, values), env);
    return { rules, endpoint, ...(minFree !== undefined && { minFree }), notices };
  } catch (error) {
    throw new UsageError(messageOf(error), { cause: error });
  }
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Reads a size such as `2GiB`; 0 needs no unit. */
function readSize(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, amount = '', unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?) ?([KMGT]iB)?$/.exec(text) ?? [];
  if (amount === '' || (unit === '' && Number(amount) !== 0))
    throw new UsageError(`--min-free must be a size such as 500MiB or 2GiB, or 0 for none, and is "${text}".`);
  return Number(amount) * 1024 ** Math.max(UNITS.indexOf(unit), 0);
}

function forwardOptions(url: string, values: KeepValues): ForwardOptions {
  const options = {
    protocol: values['forward-protocol'],
    compression: values['forward-compression'],
    timeout: values['forward-timeout'],
    headers: values['forward-header'],
    certificate: values['forward-certificate'],
    clientCertificate: values['forward-client-certificate'],
    clientKey: values['forward-client-key'],
  };
  // options that were not given are left out
  return { url, ...(Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as object) };
}

/** Returns what `keep --dry-run` is to try; undefined for another command. Throws a {@link UsageError}. */
export function readDryRun(
  command: string | undefined,
  { 'dry-run': file, since = '24h' }: { readonly 'dry-run'?: string | undefined; readonly since?: string | undefined },
): { readonly file: string; readonly since: number } | undefined {
  if (command !== 'keep') {
    if (file === undefined) return undefined;
    throw new UsageError('--dry-run is an option of keep: spanlink-explorer keep --dry-run keep.yaml --since 24h');
  }
  if (file === undefined)
    throw new UsageError('keep needs --dry-run with the file to try. To keep traces, start the explorer with --keep.');
  const milliseconds = parseDuration(since);
  if (milliseconds === undefined || milliseconds === 0)
    throw new UsageError(`--since must be a duration such as 30m or 24h, and is "${since}".`);
  return { file, since: milliseconds };
}
