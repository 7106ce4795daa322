/** Ends the span of what was left before its end, when that is collected. */
import type { StartedSpan } from '../spans/started-span.js';
import type { Call } from '../spans/span-plan.js';

/** Set on the span of what was left before its end, and collected. */
const ABANDONED = 'spanlink.abandoned';

let abandoned: FinalizationRegistry<StartedSpan> | undefined;

/** Ends the span of the call, which then says so, when what it stands for is collected. */
export function endWhenCollected(target: object, { open }: Call): void {
  if (open === undefined) return;
  abandoned ??= new FinalizationRegistry((left) => {
    if (left.isEnded) return;
    left.describe((span) => span.setAttribute(ABANDONED, true));
    left.end();
  });
  abandoned.register(target, open, open);
}

/** The span stands for something else from now on. */
export function cancelCollection(open: StartedSpan): void {
  abandoned?.unregister(open);
}
