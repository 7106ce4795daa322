/** Names the bounds that left something out of an answer, each with a button that raises it. */
import { Fragment, type ReactNode } from 'react';
import type { Bound } from '../../api/answers.js';
import { plural } from './format.js';

/** The bounds that a parameter sets, with the values that a button raises them to; the last is the API's most. */
const STEPS = {
  hops: [1, 2, 3, 5, 10, 20, 50],
  traces: [50, 200, 500],
  spans: [5_000, 20_000, 50_000],
  links: [100, 1_000, 10_000, 20_000, 50_000],
  events: [1_000, 10_000, 50_000],
  limit: [50, 200, 500],
} as const satisfies Partial<Record<Bound, readonly number[]>>;

export type RaisableBound = keyof typeof STEPS;

const NOUNS: Readonly<Record<RaisableBound, string>> = {
  hops: 'hop',
  traces: 'trace',
  spans: 'span',
  links: 'link',
  events: 'event',
  limit: 'row',
};

export interface CutNoticeProps {
  readonly cutBy: readonly Bound[];
  /** The bounds that the question was asked with, as far as they can be raised. */
  readonly limits?: Readonly<Partial<Record<RaisableBound, number>>>;
  readonly onRaise?: (bound: RaisableBound, to: number) => void;
}

export function CutNotice({ cutBy, limits = {}, onRaise }: CutNoticeProps): ReactNode {
  if (cutBy.length === 0) return null;
  return (
    <span className="notice">
      {' · '}
      {cutBy.map((bound, index) => (
        <Fragment key={bound}>
          {index > 0 && ', '}
          {describe(bound, isRaisable(bound) ? limits[bound] : undefined)}
          {isRaisable(bound) && <RaiseButton bound={bound} limit={limits[bound]} onRaise={onRaise} />}
        </Fragment>
      ))}
    </span>
  );
}

function RaiseButton({
  bound,
  limit,
  onRaise,
}: {
  readonly bound: RaisableBound;
  readonly limit: number | undefined;
  readonly onRaise: CutNoticeProps['onRaise'];
}): ReactNode {
  const next = limit === undefined ? undefined : nextStep(bound, limit);
  if (next === undefined || onRaise === undefined) return null;
  return (
    <>
      {' '}
      <button type="button" className="link-button" onClick={() => onRaise(bound, next)}>
        Show up to {plural(next, NOUNS[bound])}
      </button>
    </>
  );
}

/** Returns the next value that a bound can be raised to; undefined at its most. */
export const nextStep = (bound: RaisableBound, limit: number, most: number = Infinity): number | undefined =>
  STEPS[bound].find((step) => step > limit && step <= most);

const isRaisable = (bound: Bound): bound is RaisableBound => Object.hasOwn(STEPS, bound);

function describe(bound: Bound, limit: number | undefined): string {
  if (isRaisable(bound))
    return limit === undefined ? `cut by a limit on ${bound}` : `cut at ${plural(limit, NOUNS[bound])}`;
  if (bound === 'text') return 'long texts are shortened';
  return bound === 'bytes' ? 'cut at the largest size of an answer' : 'cut at the most that can be listed';
}
