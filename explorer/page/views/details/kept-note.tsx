/** What becomes of a trace where the explorer keeps some, and forwards them. */
import type { ReactNode } from 'react';
import type { KeptAnswer, KeptStory } from '../../../api/answers.js';
import { moment, plural, shortId } from '../../components/format.js';
import { Link } from '../../components/link.js';
import { Name } from '../../components/name.js';
import { hrefTo } from '../../data/address.js';
import { useAnswer } from '../../data/use-answer.js';

/** A trace that is not decided on may be by then. */
const REFETCH_MS = 10_000;

/** The stories that are named. */
const MAX_STORIES = 3;

export function KeptNote({ traceId }: { readonly traceId: string }): ReactNode {
  const { data } = useAnswer('kept', { trace: traceId }, { refetchInterval: REFETCH_MS });
  if (data === undefined || data.state === 'off') return null;
  return (
    <p className="soft" role="note" aria-label="Kept">
      {data.state === 'kept' ? <Stories stories={data.stories} /> : SENTENCES[data.state]}
      {data.goneAt !== undefined &&
        ` It ${data.heldSpans === 0 ? 'was deleted on' : 'is held until'} ${moment(data.goneAt)}.`}
    </p>
  );
}

const SENTENCES: Readonly<Record<Exclude<KeptAnswer['state'], 'kept' | 'off'>, string>> = {
  undecided: 'Its trace is not decided on yet.',
  not_kept: 'Its trace is not kept.',
  not_held: 'Its trace is no longer held, and was not kept.',
};

function Stories({ stories }: { readonly stories: readonly KeptStory[] }): ReactNode {
  const more = stories.length - MAX_STORIES;
  return (
    <>
      Its trace is kept
      {stories.slice(0, MAX_STORIES).map((story, index) => (
        <span key={story.keptFor}>
          {index === 0 ? ' ' : ', '}
          <Reason story={story} />
        </span>
      ))}
      {more > 0 && `, and ${plural(more, 'more reason')}`}.
    </>
  );
}

function Reason({ story: { role, policies, keptFor } }: { readonly story: KeptStory }): ReactNode {
  if (role === 'policy')
    return (
      <>
        by <Name text={policies.join(', ')} />
      </>
    );
  return (
    <>
      as {role === 'cause' ? 'a cause' : 'an effect'} of{' '}
      <Link to={hrefTo('timeline', { trace: keptFor })}>trace {shortId(keptFor)}</Link>
    </>
  );
}
