/** Tells rules apart in the tables of what is held. */
import { createHash } from 'node:crypto';
import type { KeepRules } from './keep-rules.js';

/** Returns a number that other rules do not have. */
export const rulesNumber = ({ policies }: KeepRules): bigint =>
  createHash('sha256')
    .update(JSON.stringify(policies, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)))
    .digest()
    .readBigUInt64BE();
