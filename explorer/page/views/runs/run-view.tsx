/** A run of a workflow: its stages, their items, and the attempts at each item. */
import { useMemo, type ReactNode } from 'react';
import type { RunAttempt } from '../../../api/answers.js';
import { hrefTo } from '../../data/address.js';
import { useAnswer } from '../../data/use-answer.js';
import { LiveTools } from '../../live/live-tools.js';
import { useLiveAnswers } from '../../live/use-live-answers.js';
import { spanKey } from '../../data/timeline-model.js';
import { duration, plural } from '../../components/format.js';
import { isolate, nameText } from '../../components/foreign-text.js';
import { Name } from '../../components/name.js';
import { Link } from '../../components/link.js';
import { CutNotice } from '../../components/cut-notice.js';
import { ErrorLabel } from '../../components/service-name.js';
import { ErrorMessage } from '../../components/error-message.js';
import { FirstItems } from '../../components/first-items.js';
import { Loading } from '../../components/loading.js';
import { timeScale, type TimeScale } from '../../timeline/time-scale.js';
import { groupByStage, type Item, type Stage } from './stages.js';
import { Toolbar } from '../../components/toolbar.js';
import './run-view.css';

/** The items of a stage that are listed at first. */
const FIRST = 200;

export function RunView({ query }: { readonly query: URLSearchParams }): ReactNode {
  const workflow = query.get('workflow') ?? '';
  const run = query.get('run') ?? '';
  const { data, error, isPending, refetch } = useAnswer('run', { workflow, run }, { keepPrevious: true });
  const live = useLiveAnswers({ questions: ['run'], scope: query.toString() });
  const attempts = data?.attempts;
  const stages = useMemo(() => groupByStage(attempts ?? []), [attempts]);
  const scale = useMemo(
    () =>
      timeScale(
        (attempts ?? []).map(({ span }) => ({ start: span.start, end: span.start + span.duration })),
        true,
      ),
    [attempts],
  );
  if (isPending) return <Loading what="the run" />;
  if (data === undefined)
    return <ErrorMessage error={error ?? new Error('The explorer returned no data.')} onRetry={() => void refetch()} />;
  return (
    <div className="run">
      <Toolbar
        title={
          <>
            <h1>
              <Name text={workflow} empty="no workflow name" /> <span className="soft">run</span>{' '}
              <Name text={run} empty="no run id" />
            </h1>
            <p className="soft">
              {plural(stages.length, 'stage')}, {plural(data.attempts.length, 'attempt')},{' '}
              {plural(data.links.length, 'link')}
              <CutNotice cutBy={data.cutBy} />
            </p>
          </>
        }
      >
        <Link className="button" to={hrefTo('runs', { workflow })}>
          All runs of <Name text={workflow} empty="no workflow name" />
        </Link>
        <LiveTools {...live} />
      </Toolbar>
      <ol className="stages">
        {stages.map((stage) => (
          <StageSection key={stage.name} stage={stage} scale={scale} />
        ))}
      </ol>
    </div>
  );
}

function StageSection({ stage, scale }: { readonly stage: Stage; readonly scale: TimeScale }): ReactNode {
  return (
    <li className="stage">
      <header>
        <h2>
          <Name text={stage.name} />
        </h2>
        <span className="soft">{duration(stage.end - stage.start)} elapsed</span>
        {stage.failed > 0 && (
          <ErrorLabel>
            {stage.failed === 1 && stage.items.length === 1
              ? 'failed'
              : `${stage.failed} of ${stage.items.length} failed`}
          </ErrorLabel>
        )}
      </header>
      <ul>
        <FirstItems items={stage.items} first={FIRST} what="item">
          {(item) => <ItemRow key={item.name} item={item} scale={scale} />}
        </FirstItems>
      </ul>
    </li>
  );
}

function ItemRow({ item, scale }: { readonly item: Item; readonly scale: TimeScale }): ReactNode {
  return (
    <li className="item">
      <span className="item-name" title={item.name.length > 20 ? isolate(item.name) : undefined}>
        <bdi>{item.name}</bdi>
      </span>
      <span className="item-attempts">
        {item.attempts.map((attempt) => (
          <Link
            key={spanKey(attempt.span)}
            className={`attempt${attempt.span.status === 'error' ? ' is-failed' : ''}`}
            to={hrefTo('timeline', { trace: attempt.span.traceId, sel: spanKey(attempt.span) })}
            aria-label={describeAttempt(attempt)}
          >
            {attempt.span.status === 'error' ? '▲ ' : '✓ '}
            {attempt.attempt === 1
              ? duration(attempt.span.duration)
              : `attempt ${attempt.attempt}: ${duration(attempt.span.duration)}`}
          </Link>
        ))}
      </span>
      <span className="item-time" aria-hidden="true">
        {item.attempts.map(({ span }) => {
          const from = scale.place(span.start);
          return (
            <span
              key={spanKey(span)}
              className={span.status === 'error' ? 'has-error' : ''}
              style={{ left: `${from * 100}%`, width: `${(scale.place(span.start + span.duration) - from) * 100}%` }}
            />
          );
        })}
      </span>
    </li>
  );
}

const describeAttempt = ({ stage, item, attempt, span }: RunAttempt): string =>
  `${nameText(stage)}${item === undefined ? '' : ` of ${nameText(item)}`}, attempt ${attempt}: ` +
  `${span.status === 'error' ? 'failed' : 'succeeded'} after ${duration(span.duration)}`;
