/** What a data folder lost, in sentences. */
import type { StatusAnswer } from '../../api/answers.js';

export type Losses = NonNullable<StatusAnswer['lost']>;

/** Describes losses in sentences. */
export function describeLosses({ spans, days, traces, tracesTotal, folders }: Losses): string {
  const count = spans === undefined ? 'Spans were' : spans === 1 ? '1 span was' : `${spans} spans were`;
  const torn =
    tracesTotal === undefined
      ? 'Which traces are torn is not known.'
      : tracesTotal === 0
        ? 'None of their traces is known.'
        : `Torn traces (${tracesTotal}): ${traces.join(', ')}${tracesTotal > traces.length ? ', …' : ''}.`;
  return (
    `${count} lost: parts of the data folder are torn or gone, as after a power failure, ` +
    `of spans of ${days.join(', ')}. ${torn} What is left of them is in ${folders.join(', ')}; ` +
    'delete that to be told no more.'
  );
}
