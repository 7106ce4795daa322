/** What the tables of a ledger are called. */
import type { LedgerOptions } from '../../../../lib/ledger/ledger.js';
import { spanlinkError } from '../../../../lib/global/errors.js';

/** What a ledger in SQL takes. */
export interface SqlLedgerOptions extends LedgerOptions {
  /**
   * What the names of its tables begin with, `spanlink_` by default: a letter or `_`, and up to 40 letters, digits and
   * `_`.
   */
  readonly prefix?: string;
}

/** The names as they stand in a statement. */
export interface Tables {
  readonly runs: string;
  readonly items: string;
  readonly attempts: string;
  /** Says which version the others have. */
  readonly schema: string;
  /** The name of an index or a trigger. */
  readonly named: (name: string) => string;
}

/** The tables with that prefix, in that schema. Throws for a name that a statement cannot hold. */
export function tablesOf(prefix: string, schema?: string): Tables {
  const start = schema === undefined ? '' : `"${nameOf('schema', schema)}".`;
  const named = (name: string): string => `"${prefix}${name}"`;
  nameOf('prefix', prefix);
  return {
    runs: start + named('runs'),
    items: start + named('items'),
    attempts: start + named('attempts'),
    schema: start + named('schema'),
    named,
  };
}

const NAME = /^[a-z_][a-z0-9_]{0,40}$/i;

function nameOf(option: string, name: unknown): string {
  if (typeof name === 'string' && NAME.test(name)) return name;
  const found = typeof name === 'string' ? JSON.stringify(name.slice(0, 60)) : typeof name;
  throw spanlinkError(
    'ERR_SPANLINK_LEDGER',
    `A ledger's ${option} is a letter or _, and up to 40 letters, digits and _; it got ${found}. Choose one such as 'spanlink_'.`,
  );
}
