/** Ends the span of work that was abandoned, when the garbage collector takes what stood for it. */
import type { StartedSpan } from '../spans/started-span.js';

/** Set on the span of abandoned work. */
const ABANDONED = 'spanlink.abandoned';

let abandoned: FinalizationRegistry<StartedSpan> | undefined;

/** Ends the span, which is then marked as abandoned, when the target is collected before the end of the work. */
export function endWhenCollected(target: object, span: StartedSpan | undefined): void {
  if (span === undefined) return;
  abandoned ??= new FinalizationRegistry((left) => {
    if (left.isEnded) return;
    left.describe((own) => own.setAttribute(ABANDONED, true));
    left.end();
  });
  abandoned.register(target, span, span);
}

/** Takes `endWhenCollected` back: something else stands for the work from now on. */
export function cancelCollection(span: StartedSpan): void {
  abandoned?.unregister(span);
}
