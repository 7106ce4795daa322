/** The direction in which links are followed. */
import type { Direction } from '../../../api/answers.js';

/** Towards the causes of spans, or towards their effects. */
export type LinkDirection = Exclude<Direction, 'both'>;

/** An end of a link: the span that it points to is the cause, the span that carries it the effect. */
export type LinkSide = 'cause' | 'effect';

/**
 * The ends of a link that is followed from `near` to `far`. The index has an entry at the near end of each link, which
 * is named for the far end.
 */
export const LINK_SIDES: Readonly<Record<LinkDirection, { readonly near: LinkSide; readonly far: LinkSide }>> = {
  causes: { near: 'effect', far: 'cause' },
  effects: { near: 'cause', far: 'effect' },
};
