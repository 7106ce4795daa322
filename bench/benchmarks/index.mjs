/** All rows, in the order of the report. */
import { row as batch } from './batch.mjs';
import { row as counts } from './link-counts.mjs';
import { row as later } from './async-linked.mjs';
import { row as linked } from './linked.mjs';
import { row as nested } from './nested.mjs';
import { row as plain } from './plain.mjs';

export const ROWS = [linked, later, batch, plain, counts, nested];
