/**
 * Values as SQL, for the engine in this process: its own binding holds up every other statement meanwhile, so that
 * questions would be answered one after the other. A server binds them itself.
 */

const PLACE = /\{(\w+):([\w()]+)\}/g;

/** Puts `params` where `{name:Type}` is in `sql`. Throws where a value is missing, or not of its type. */
export function bind(sql: string, params: Readonly<Record<string, unknown>>): string {
  return sql.replace(PLACE, (place, name: string, type: string) => {
    const text = literalOf(params[name], type);
    if (text === undefined)
      throw new TypeError(
        `${place} needs a value of its type, and has ${typeof params[name]} ${String(params[name]).slice(0, 40)}.`,
      );
    return text;
  });
}

/** A string for SQL. */
export const literal = (text: string): string =>
  `'${text.replace(/['\\\0]/g, (each) => (each === '\0' ? '\\0' : `\\${each}`))}'`;

function literalOf(value: unknown, type: string): string | undefined {
  if (type === 'String') return typeof value === 'string' ? literal(value) : undefined;
  if (type === 'Array(String)') return isTexts(value) ? `[${value.map(literal).join(',')}]` : undefined;
  if (type === 'Int64') return /^-?\d{1,19}$/.test(String(value)) ? `toInt64(${String(value)})` : undefined;
  if (type === 'UInt32') return /^\d{1,10}$/.test(String(value)) ? `toUInt32(${String(value)})` : undefined;
  return undefined;
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');
