/** Where spans are forwarded to, and how: by flags, or else by the environment variables of OTLP exporters. */
import { readFileSync } from 'node:fs';
import { parseUrl } from '../../parse-url.js';
import { readHeaders } from './export-headers.js';
import type { Environment } from './export-headers.js';

/** The flags of the command line. */
export interface ForwardOptions {
  /** `http://collector:4318` */
  readonly url: string;
  readonly protocol?: string;
  readonly compression?: string;
  /** Milliseconds. */
  readonly timeout?: string;
  /** `name=value` each. */
  readonly headers?: readonly string[];
  /** Files in PEM. */
  readonly certificate?: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
}

export interface Endpoint {
  readonly protocol: 'http/protobuf' | 'grpc';
  /** With the path of requests, and without a password. */
  readonly url: URL;
  /** Secrets may be among them: they are never shown. */
  readonly headers: Readonly<Record<string, string>>;
  readonly isCompressed: boolean;
  /** Milliseconds that one try may take. */
  readonly timeout: number;
  readonly tls: { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer };
}

const GRPC_PORT = '4317';
const GRPC_PATH = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const DEFAULT_TIMEOUT = 10_000;
const PROTOCOLS = ['http/protobuf', 'grpc'] as const;
const COMPRESSIONS = ['none', 'gzip'] as const;

/**
 * Reads the flags and the environment.
 *
 * @throws an error that says what is wrong, without the value of a header
 */
export function readEndpoint(options: ForwardOptions, env: Environment): Endpoint {
  const url = readUrl(options.url);
  const [protocolName, protocolText] = setting('--forward-protocol', options.protocol, env, 'PROTOCOL');
  const protocol =
    protocolText === undefined
      ? url.port === GRPC_PORT
        ? 'grpc'
        : 'http/protobuf'
      : oneOf(protocolName, protocolText, PROTOCOLS);
  const [compressionName, compression = 'none'] = setting(
    '--forward-compression',
    options.compression,
    env,
    'COMPRESSION',
  );
  const [timeoutName, timeout] = setting('--forward-timeout', options.timeout, env, 'TIMEOUT');
  const headers = readHeaders(options.headers ?? [], env);
  if (url.username !== '' || url.password !== '') {
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers.authorization ??= `Basic ${Buffer.from(credentials).toString('base64')}`;
    [url.username, url.password] = ['', ''];
  }
  return {
    protocol,
    url: withPath(url, protocol),
    headers,
    isCompressed: oneOf(compressionName, compression, COMPRESSIONS) === 'gzip',
    timeout: readTimeout(timeoutName, timeout),
    tls: readTls(options, env),
  };
}

/** Returns a setting, and the name of the flag or variable that gave it. */
function setting(
  flag: string,
  value: string | undefined,
  env: Environment,
  name: string,
): [string, string | undefined] {
  if (value !== undefined) return [flag, value];
  for (const variable of [`OTEL_EXPORTER_OTLP_TRACES_${name}`, `OTEL_EXPORTER_OTLP_${name}`]) {
    const text = env[variable]?.trim();
    if (text !== undefined && text !== '') return [variable, text];
  }
  return [flag, undefined];
}

function readUrl(text: string): URL {
  const url = parseUrl(text);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new Error(
      `--forward must be the URL of an OTLP receiver such as http://collector:4318, and is "${withoutCredentials(text)}".`,
    );
  return url;
}

const withoutCredentials = (text: string): string => text.replace(/^([^@]*\/\/)?[^@]*@/, '$1…@');

/** Sets the path: of OTLP over HTTP, `/v1/traces` below that of the base address. */
function withPath(url: URL, protocol: Endpoint['protocol']): URL {
  if (protocol === 'grpc') url.pathname = GRPC_PATH;
  else if (!/\/v1\/traces\/?$/.test(url.pathname)) url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`;
  url.hash = '';
  return url;
}

function oneOf<T extends string>(name: string, text: string, words: readonly T[]): T {
  const word = words.find((known) => known === text.toLowerCase());
  if (word === undefined)
    throw new Error(
      `${name} must be ${words.join(' or ')}, and is "${text}".` +
        (text === 'http/json' ? ' Spans are forwarded in the bytes they were received in, which are protobuf.' : ''),
    );
  return word;
}

function readTimeout(name: string, text: string | undefined): number {
  if (text === undefined) return DEFAULT_TIMEOUT;
  const milliseconds = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (milliseconds === 0) throw new Error(`${name} must be milliseconds, a whole number from 1, and is "${text}".`);
  return milliseconds;
}

function readTls(options: ForwardOptions, env: Environment): Endpoint['tls'] {
  const file = (flag: string, value: string | undefined, name: string): Buffer | undefined => {
    const [origin, path] = setting(flag, value, env, name);
    if (path === undefined) return undefined;
    try {
      return readFileSync(path);
    } catch (error) {
      throw new Error(`${origin} could not be read: ${(error as Error).message}`);
    }
  };
  const ca = file('--forward-certificate', options.certificate, 'CERTIFICATE');
  const cert = file('--forward-client-certificate', options.clientCertificate, 'CLIENT_CERTIFICATE');
  const key = file('--forward-client-key', options.clientKey, 'CLIENT_KEY');
  if ((cert === undefined) !== (key === undefined))
    throw new Error('A client certificate needs its key, and a key its certificate: give both.');
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}
