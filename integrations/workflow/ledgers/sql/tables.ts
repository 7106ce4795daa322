/** The names of a SQL ledger's tables. */
import { spanlinkError } from '../../../../lib/global/errors.js';
import { LEDGER_OPTION_NAMES, type LedgerOptions } from '../../../../lib/ledger/ledger.js';

/** Options of every SQL ledger. */
export interface SqlLedgerOptions extends LedgerOptions {
  /** Prefix of the table names, `spanlink_` by default: a letter or `_`, and up to 40 letters, digits and `_`. */
  readonly prefix?: string;
}

/** The names of those options. */
export const SQL_LEDGER_OPTION_NAMES = [
  ...LEDGER_OPTION_NAMES,
  'prefix',
] as const satisfies readonly (keyof SqlLedgerOptions)[];

/** The table names, quoted as they are written in a statement. */
export interface Tables {
  readonly runs: string;
  readonly items: string;
  readonly attempts: string;
  /** The table that contains the version of the others. */
  readonly schema: string;
  /** Returns the name of an index or a trigger. */
  readonly named: (name: string) => string;
}

/**
 * Returns the table names with a prefix, in a schema.
 *
 * @throws {TypeError} `ERR_SPANLINK_LEDGER` for a prefix or schema that cannot be written in a statement.
 */
export function nameTables(prefix: string, schema?: string): Tables {
  const qualifier = schema === undefined ? '' : `"${checkName('schema', schema)}".`;
  const named = (name: string): string => `"${prefix}${name}"`;
  checkName('prefix', prefix);
  return {
    runs: qualifier + named('runs'),
    items: qualifier + named('items'),
    attempts: qualifier + named('attempts'),
    schema: qualifier + named('schema'),
    named,
  };
}

const NAME = /^[a-z_][a-z0-9_]{0,40}$/i;

function checkName(option: string, name: unknown): string {
  if (typeof name === 'string' && NAME.test(name)) return name;
  const found = typeof name === 'string' ? JSON.stringify(name.slice(0, 60)) : typeof name;
  throw spanlinkError(
    'ERR_SPANLINK_LEDGER',
    `A ledger's ${option} is a letter or _, and up to 40 letters, digits and _; it got ${found}. ` +
      "Choose one such as 'spanlink_'.",
  );
}
