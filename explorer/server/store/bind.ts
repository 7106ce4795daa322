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

/** Replaces only the placeholders for ids, whose bytes no server takes from hex digits. */
export const bindIds = (sql: string, params: Readonly<Record<string, unknown>>): string =>
  sql.replace(PLACEHOLDER, (placeholder, name: string, type: string) =>
    type.includes('FixedString') ? bind(placeholder, { [name]: params[name] }) : placeholder,
  );

/** Quotes a string for SQL. */
export const literal = (text: string): string =>
  `'${text.replace(/['\\\0]/g, (character) => (character === '\0' ? '\\0' : `\\${character}`))}'`;

function literalOf(value: unknown, type: string): string | undefined {
  if (type === 'String') return typeof value === 'string' ? literal(value) : undefined;
  if (type === 'Array(String)') return isStrings(value) ? `[${value.map(literal).join(',')}]` : undefined;
  if (type === 'Int64') return /^-?\d{1,19}$/.test(String(value)) ? `toInt64(${String(value)})` : undefined;
  if (type === 'UInt32') return /^\d{1,10}$/.test(String(value)) ? `toUInt32(${String(value)})` : undefined;
  const [, list, size] = /^(Array\()?FixedString\((\d+)\)/.exec(type) ?? [];
  if (size === undefined) return undefined;
  const idLiteral = (id: string): string => bytesLiteral(id, Number(size));
  if (list !== undefined) return isStrings(value) ? `[${value.map(idLiteral).join(',')}]` : undefined;
  return typeof value === 'string' ? idLiteral(value) : undefined;
}

/** Quotes the bytes of an id; of one with another length or other characters, those of the id zero, which none has. */
function bytesLiteral(id: string, size: number): string {
  const digits = id.length === 2 * size && HEX.test(id) ? id : '0'.repeat(2 * size);
  return `'${digits.replace(/../g, '\\x$&')}'`;
}

const HEX = /^[0-9a-f]*$/i;

const isStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');
