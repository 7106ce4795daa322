/** The checks of all promises. */
import { linksExistAtCreation } from './01-links-exist-at-creation.js';
import { linksBelongToOneSpan } from './02-links-belong-to-one-span.js';
import { theMethodIsNeverChanged } from './03-the-method-is-never-changed.js';
import { theSameErrorGoesThrough } from './04-the-same-error-goes-through.js';
import { generators } from './05-generators.js';
import { streams } from './05-streams.js';
import { syncStaysSync } from './05-sync-stays-sync.js';
import { invisible } from './06-invisible.js';
import { othersDecorators } from './06-metadata.js';
import { wrappedOnce } from './06-wrapped-once.js';
import { quietWhenOff } from './07-quiet-when-off.js';
import { cleanLinks } from './08-clean-links.js';
import { noneLostInSilence } from './09-none-lost-in-silence.js';
import { twoCopiesActAsOne } from './10-two-copies-act-as-one.js';
import { untrustedInputIsHarmless } from './11-untrusted-input-is-harmless.js';
import type { Checks } from './run-checks.js';

export const promises: Readonly<Record<string, Checks>> = {
  1: linksExistAtCreation,
  2: linksBelongToOneSpan,
  3: theMethodIsNeverChanged,
  4: theSameErrorGoesThrough,
  5: { ...syncStaysSync, ...generators, ...streams },
  6: { ...invisible, ...othersDecorators, ...wrappedOnce },
  7: quietWhenOff,
  8: cleanLinks,
  9: noneLostInSilence,
  10: twoCopiesActAsOne,
  11: untrustedInputIsHarmless,
};
