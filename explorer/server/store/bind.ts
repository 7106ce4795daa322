/**
 * Binds parameters for the engine in this process: its own binding blocks every other statement meanwhile, so that
 * queries would run one after the other. A server binds them itself.
 */

const PLACEHOLDER = /\{(\w+):([\w()]+)\}/g;

/** Replaces each placeholder `{name:Type}` by its value. Throws if a value is missing, or not of its type. */
export function bind(sql: string, params: Readonly<Record<string, unknown>>): string {
  return sql.replace(PLACEHOLDER, (placeholder, name: string, type: string) => {
    const text = literalOf(params[name], type);
    if (text === undefined)
      throw new TypeError(
        `${placeholder} needs a value of its type, and has ` +
          `${typeof params[name]} ${String(params[name]).slice(0, 40)}.`,
      );
    return text;
  });
}

/** Quotes a string for SQL. */
export const literal = (text: string): string =>
  `'${text.replace(/['\\\0]/g, (character) => (character === '\0' ? '\\0' : `\\${character}`))}'`;

function literalOf(value: unknown, type: string): string | undefined {
  if (type === 'String') return typeof value === 'string' ? literal(value) : undefined;
  if (type === 'Array(String)') return isStrings(value) ? `[${value.map(literal).join(',')}]` : undefined;
  if (type === 'Int64') return /^-?\d{1,19}$/.test(String(value)) ? `toInt64(${String(value)})` : undefined;
  if (type === 'UInt32') return /^\d{1,10}$/.test(String(value)) ? `toUInt32(${String(value)})` : undefined;
  return undefined;
}

const isStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');
