/** Ids of conversations, turns and tasks: they come from outside, and may be anything. */
import { createHash } from 'node:crypto';
import { reportFailure } from '../../../lib/global/report.js';
import { type Call, evaluateOption, siteOf } from '../../../lib/spans/span-plan.js';

/** Characters of an id; a longer one is kept apart from others by its hash. */
const LIMIT = 256;
/** Characters of a longer id that are kept beside the hash. */
const KEPT = 64;

/** Returns the id that an option gives for a call; `undefined`, and reports it, for anything but a text or a number. */
export function readId(call: Call, option: string, value: unknown): string | undefined {
  const found = evaluateOption(call, option, value);
  if (found === undefined || found === null) return undefined;
  const isId =
    (typeof found === 'string' && found !== '') ||
    typeof found === 'bigint' ||
    (typeof found === 'number' && !Number.isNaN(found));
  if (isId) return shorten(String(found));
  const kind = found === '' ? 'empty' : Number.isNaN(found) ? 'NaN' : `of type ${typeof found}`;
  reportFailure(`${siteOf(call)} ${option}`, `is ${kind}, not a text or a number; it was left out`);
  return undefined;
}

function shorten(id: string): string {
  if (id.length <= LIMIT) return id;
  const kept = id.slice(0, KEPT).replace(/[\uD800-\uDBFF]$/, '');
  // as UTF-16: in UTF-8 all lone surrogates are the same
  return `${kept}…${createHash('sha256').update(Buffer.from(id, 'utf16le')).digest('hex')}`;
}
