/** What a ledger throws when it is set up wrongly. */

/** A `TypeError` with the code `ERR_SPANLINK_LEDGER`. */
export function ledgerError(message: string): TypeError {
  return Object.assign(new TypeError(message), { code: 'ERR_SPANLINK_LEDGER' });
}

/** What was found, in a few words. */
export function describeValue(value: unknown): string {
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  const { constructor } = value as { constructor?: unknown };
  return typeof constructor === 'function' && constructor.name !== ''
    ? `an object of ${constructor.name}`
    : 'an object';
}
