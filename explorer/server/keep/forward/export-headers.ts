/** The headers that are sent with each request, among which are secrets: no error shows a value. */

export type Environment = Readonly<Record<string, string | undefined>>;

const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Reads headers from variables, and from flags, which win. Names are in lower case.
 *
 * @throws an error that names the flag or variable
 */
export function readHeaders(flags: readonly string[], env: Environment): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const variable of ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS']) {
    for (const entry of env[variable]?.split(',') ?? []) {
      if (entry.trim() !== '') addHeader(headers, variable, entry, decodeValue(variable));
    }
  }
  for (const flag of flags) addHeader(headers, '--forward-header', flag, (value) => value);
  return headers;
}

function addHeader(
  headers: Record<string, string>,
  origin: string,
  entry: string,
  decode: (value: string) => string,
): void {
  const index = entry.indexOf('=');
  const name = entry.slice(0, Math.max(index, 0)).trim().toLowerCase();
  // neither is shown: what has no equals sign may be the secret itself
  if (!HEADER_NAME.test(name)) throw new Error(`${origin} must be name=value, and an entry of it has no valid name.`);
  const value = decode(entry.slice(index + 1).trim());
  if (!HEADER_VALUE.test(value))
    throw new Error(`The value of ${name} in ${origin} has characters that no header has.`);
  headers[name] = value;
}

/** Variables have their values percent-encoded. */
const decodeValue =
  (variable: string) =>
  (value: string): string => {
    try {
      return decodeURIComponent(value);
    } catch {
      throw new Error(`A value in ${variable} is not percent-encoded: write %25 for a percent sign.`);
    }
  };
