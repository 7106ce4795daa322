/** All benchmarks of calls, in the order of the report. */
import { benchmark as asyncLinked } from './async-linked.mjs';
import { atRoot } from './at-root.mjs';
import { benchmark as batch } from './batch.mjs';
import { benchmark as linkCounts } from './link-counts.mjs';
import { benchmark as linked } from './linked.mjs';
import { benchmark as nested } from './nested.mjs';
import { benchmark as plain } from './plain.mjs';

export const BENCHMARKS = [linked, asyncLinked, batch, plain, ...atRoot, linkCounts, nested];
