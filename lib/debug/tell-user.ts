/** The texts of warnings that take a look at what the application passed. Loaded when one of them is told. */
import type { LookedAt } from '../global/decisions.js';
import { warnOnce } from '../global/report.js';
import { parametersOf } from './parameters.js';
import { nameSource, tellNeverHeld } from './tell-source.js';

/** Warns of a source that held no context in any of the first calls. Never throws. */
export function warnOfNoContext(looked: LookedAt, calls: number): void {
  try {
    const message = `held no span context in the first ${calls} calls; at the last ${tellNeverHeld(looked)}`;
    warnOnce(nameSource(looked).replace(/:$/, ''), message, undefined, 'SPANLINK_NO_CONTEXT');
  } catch {
    // a warning is worth no error
  }
}

/** Warns of the place of an argument that the method does not have. Never throws. */
export function warnOfPlace(decorator: string, site: string, place: number, callee: unknown): void {
  const parameters = parametersOf(callee);
  if (parameters === undefined || parameters.takesAll || place < parameters.names.length) return;
  const { length } = parameters.names;
  const found =
    length === 0
      ? 'no parameters'
      : length === 1
        ? '1 parameter (place 0)'
        : `${length} parameters (0 to ${length - 1})`;
  warnOnce(
    `${decorator} of ${site}`,
    `names the argument ${place}, and the method has ${found}; it finds no source there`,
    undefined,
    'SPANLINK_ARGUMENT',
  );
}
