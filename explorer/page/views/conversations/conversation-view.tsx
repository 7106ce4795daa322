/** A conversation: what each agent did in it, because of what, and for how many tokens. */
import { useMemo, type ReactNode } from 'react';
import { hrefTo } from '../../data/address.js';
import { spanKey } from '../../data/timeline-model.js';
import { useAnswer } from '../../data/use-answer.js';
import { LiveTools } from '../../live/live-tools.js';
import { useLiveAnswers } from '../../live/use-live-answers.js';
import { plural, usageText } from '../../components/format.js';
import { CutNotice } from '../../components/cut-notice.js';
import { ErrorMessage } from '../../components/error-message.js';
import { FirstItems } from '../../components/first-items.js';
import { Link } from '../../components/link.js';
import { Loading } from '../../components/loading.js';
import { Name } from '../../components/name.js';
import { ErrorLabel } from '../../components/service-name.js';
import { Toolbar } from '../../components/toolbar.js';
import { timeScale, type TimeScale } from '../../timeline/time-scale.js';
import { groupByAgent, type AgentLane } from './agents.js';
import { StepRow } from './step-row.js';
import '../runs/run-view.css';

/** The steps of an agent that are listed at first. */
const FIRST = 500;

export function ConversationView({ query }: { readonly query: URLSearchParams }): ReactNode {
  const conversation = query.get('conversation') ?? '';
  const { data, error, isPending, refetch } = useAnswer('conversation', { conversation }, { keepPrevious: true });
  const live = useLiveAnswers({ questions: ['conversation'], scope: query.toString() });
  const lanes = useMemo(() => (data ? groupByAgent(data.steps, data.links) : []), [data]);
  const scale = useMemo(
    () =>
      timeScale(
        (data?.steps ?? []).map(({ span }) => ({ start: span.start, end: span.start + span.duration })),
        true,
      ),
    [data],
  );
  if (isPending) return <Loading what="the conversation" />;
  if (data === undefined)
    return <ErrorMessage error={error ?? new Error('The explorer returned no data.')} onRetry={() => void refetch()} />;
  const first = data.steps[0];
  return (
    <div className="run">
      <Toolbar
        title={
          <>
            <h1>
              <span className="soft">Conversation</span> <Name text={conversation} />
            </h1>
            <p className="soft">
              {plural(lanes.length, 'agent')}, {plural(data.steps.length, 'step')}, {plural(data.links.length, 'link')}
              {data.usage !== undefined && `, ${usageText(data.usage)}`}
              <CutNotice cutBy={data.cutBy} />
            </p>
          </>
        }
      >
        {first !== undefined && (
          <Link
            className="button"
            to={hrefTo('timeline', { trace: first.span.traceId, hops: 50, sel: spanKey(first.span) })}
          >
            As a timeline
          </Link>
        )}
        <Link className="button" to={hrefTo('conversations')}>
          All conversations
        </Link>
        <LiveTools {...live} />
      </Toolbar>
      <ol className="stages" aria-label="Agents">
        {lanes.map((lane) => (
          <Lane key={lane.agent} lane={lane} scale={scale} />
        ))}
      </ol>
    </div>
  );
}

function Lane({ lane, scale }: { readonly lane: AgentLane; readonly scale: TimeScale }): ReactNode {
  return (
    <li className="stage">
      <header>
        <h2>
          <Name text={lane.agent} empty="no agent name" />
        </h2>
        <span className="soft">{plural(lane.steps.length, 'step')}</span>
        {lane.errors > 0 && <ErrorLabel>{lane.errors} failed</ErrorLabel>}
      </header>
      <ul>
        <FirstItems items={lane.steps} first={FIRST} what="step">
          {(step) => <StepRow key={`${spanKey(step.span)}:${String(step.span.nth)}`} step={step} scale={scale} />}
        </FirstItems>
      </ul>
    </li>
  );
}
