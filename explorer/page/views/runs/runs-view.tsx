/** The list of workflow runs, newest first. */
import type { ReactNode } from 'react';
import { navigate, hrefTo } from '../../data/address.js';
import { useAnswer } from '../../data/use-answer.js';
import { LiveTools } from '../../live/live-tools.js';
import { useLiveAnswers } from '../../live/use-live-answers.js';
import { ago, duration, moment, plural } from '../../components/format.js';
import { nameText } from '../../components/foreign-text.js';
import { Name } from '../../components/name.js';
import { Link } from '../../components/link.js';
import { CutNotice } from '../../components/cut-notice.js';
import { ErrorLabel } from '../../components/service-name.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorMessage } from '../../components/error-message.js';
import { Loading } from '../../components/loading.js';
import { Toolbar } from '../../components/toolbar.js';
import { RunsSwitch } from './runs-switch.js';
import '../../components/table.css';
import './runs-view.css';

export function RunsView({ query }: { readonly query: URLSearchParams }): ReactNode {
  const workflow = query.get('workflow') ?? undefined;
  const limit = Number(query.get('limit') ?? 200);
  const { data, error, isPending, refetch } = useAnswer('runs', { workflow, limit }, { keepPrevious: true });
  const live = useLiveAnswers({ questions: ['runs'], scope: query.toString() });
  if (isPending) return <Loading what="the runs" />;
  if (data === undefined)
    return <ErrorMessage error={error ?? new Error('The explorer returned no data.')} onRetry={() => void refetch()} />;
  const now = Date.now() * 1000;
  return (
    <div className="runs">
      <Toolbar
        title={
          <>
            <h1>{workflow === undefined ? 'Workflow runs' : `Runs of ${nameText(workflow, 'no workflow name')}`}</h1>
            <p className="soft">
              {plural(data.runs.length, 'run')}
              <CutNotice
                cutBy={data.cutBy}
                limits={{ limit }}
                onRaise={(bound, to) => navigate(hrefTo('runs', { [bound]: to }, query))}
              />
            </p>
          </>
        }
      >
        {workflow !== undefined && (
          <button type="button" className="button" onClick={() => navigate(hrefTo('runs'))}>
            All workflows
          </button>
        )}
        <RunsSwitch view="runs" />
        <LiveTools {...live} />
      </Toolbar>
      {data.runs.length === 0 ? (
        <EmptyState title={workflow === undefined ? 'No runs yet' : 'No run of this workflow was received'}>
          <p>
            Runs are built from spans with the attribute <code>spanlink.workflow.run_id</code>. Spanlink’s workflow
            decorators set it, and any SDK can, together with <code>spanlink.workflow.name</code>,{' '}
            <code>spanlink.stage.name</code> and <code>spanlink.stage.attempt</code>.
          </p>
        </EmptyState>
      ) : (
        <div className="table-box">
          <table>
            <thead>
              <tr>
                <th scope="col">Workflow</th>
                <th scope="col">Run</th>
                <th scope="col">Started</th>
                <th scope="col" className="is-number only-wide">
                  Elapsed
                </th>
                <th scope="col" className="is-number only-wide">
                  Attempts
                </th>
                <th scope="col">Errors</th>
              </tr>
            </thead>
            <tbody>
              {data.runs.map((run) => (
                <tr key={`${run.workflow}/${run.run}`}>
                  <td>
                    <Name text={run.workflow} empty="no workflow name" />
                  </td>
                  <td>
                    <Link to={hrefTo('run', { workflow: run.workflow, run: run.run })}>
                      <Name text={run.run} empty="no run id" />
                    </Link>
                  </td>
                  <td title={moment(run.start)}>{ago(run.start, now)}</td>
                  <td className="is-number only-wide">{duration(run.end - run.start)}</td>
                  <td className="is-number only-wide">{run.attempts}</td>
                  <td>{run.errors > 0 ? <ErrorLabel>{run.errors}</ErrorLabel> : <span className="soft">none</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
