/** Loads what tells of decisions and of faults, when somebody asks for it, so that nobody else pays for it. */
import { decisions, type LookedAt } from '../global/decisions.js';
import { isDebugging } from '../global/settings.js';

let isLoading = false;

/** Begins to tell of decisions, where `SPANLINK_DEBUG` or `configure({ debug: true })` asks for it. */
export function loadIfDebugging(): void {
  if (isLoading || !isDebugging() || decisions().tell !== undefined) return;
  isLoading = true;
  void import('./tell-decisions.js').then(
    ({ tellDecisions }) => tellDecisions(),
    () => undefined,
  );
}

/** Warns of a source that held no context in any of the first calls of its method. */
export function warnOfNoContext(looked: LookedAt, calls: number): void {
  void import('./tell-user.js').then(
    (texts) => texts.warnOfNoContext(looked, calls),
    () => undefined,
  );
}

/** Warns where a decorator names the place of an argument that the method does not have. */
export function checkPlace(decorator: string, site: string, place: unknown, callee: { readonly length: number }): void {
  // by its length alone, parameters with a default do not count
  if (typeof place !== 'number' || place < callee.length) return;
  void import('./tell-user.js').then(
    (texts) => texts.warnOfPlace(decorator, site, place, callee),
    () => undefined,
  );
}
