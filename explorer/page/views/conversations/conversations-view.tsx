/** The list of conversations with agents, newest first. */
import type { FormEvent, ReactNode } from 'react';
import { navigate, hrefTo } from '../../data/address.js';
import { useAnswer } from '../../data/use-answer.js';
import { LiveTools } from '../../live/live-tools.js';
import { useLiveAnswers } from '../../live/use-live-answers.js';
import { ago, duration, moment, plural } from '../../components/format.js';
import { CutNotice } from '../../components/cut-notice.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorMessage } from '../../components/error-message.js';
import { Icon } from '../../components/icon.js';
import { Link } from '../../components/link.js';
import { Loading } from '../../components/loading.js';
import { Name } from '../../components/name.js';
import { ErrorLabel } from '../../components/service-name.js';
import { Toolbar } from '../../components/toolbar.js';
import { RunsSwitch } from '../runs/runs-switch.js';
import '../../components/table.css';
import '../runs/runs-view.css';
import './conversations-view.css';

export function ConversationsView({ query }: { readonly query: URLSearchParams }): ReactNode {
  const limit = Number(query.get('limit') ?? 200);
  const { data, error, isPending, refetch } = useAnswer('conversations', { limit }, { keepPrevious: true });
  const live = useLiveAnswers({ questions: ['conversations'], scope: query.toString() });
  if (isPending) return <Loading what="the conversations" />;
  if (data === undefined)
    return <ErrorMessage error={error ?? new Error('The explorer returned no data.')} onRetry={() => void refetch()} />;
  const now = Date.now() * 1000;
  return (
    <div className="runs">
      <Toolbar
        title={
          <>
            <h1>Conversations</h1>
            <p className="soft">
              {plural(data.conversations.length, 'conversation')}
              <CutNotice
                cutBy={data.cutBy}
                limits={{ limit }}
                onRaise={(bound, to) => navigate(hrefTo('conversations', { [bound]: to }, query))}
              />
            </p>
          </>
        }
      >
        <RunsSwitch view="conversations" />
        <ConversationSearch />
        <LiveTools {...live} />
      </Toolbar>
      {data.conversations.length === 0 ? (
        <EmptyState title="No conversations yet">
          <p>
            Conversations are built from spans with the attribute <code>gen_ai.conversation.id</code>, as{' '}
            <code>spanlink/agents</code> and other instrumentations of agents set it.
          </p>
        </EmptyState>
      ) : (
        <div className="table-box">
          <table>
            <thead>
              <tr>
                <th scope="col">Conversation</th>
                <th scope="col" className="only-wide">
                  Agents
                </th>
                <th scope="col">Began</th>
                <th scope="col" className="is-number only-wide">
                  Elapsed
                </th>
                <th scope="col" className="is-number only-wide">
                  Invocations
                </th>
                <th scope="col">Errors</th>
              </tr>
            </thead>
            <tbody>
              {data.conversations.map(({ conversation, agents, start, end, invocations, errors }) => (
                <tr key={conversation}>
                  <td>
                    <Link to={hrefTo('conversation', { conversation })}>
                      <Name text={conversation} />
                    </Link>
                  </td>
                  <td className="only-wide">
                    <Name text={agents.join(', ')} empty="no agent name" />
                  </td>
                  <td title={moment(start)}>{ago(start, now)}</td>
                  <td className="is-number only-wide">{duration(end - start)}</td>
                  <td className="is-number only-wide">{invocations}</td>
                  <td>{errors > 0 ? <ErrorLabel>{errors}</ErrorLabel> : <span className="soft">none</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

/** Leads to a conversation by its id, as it is. */
function ConversationSearch(): ReactNode {
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const conversation = String(new FormData(event.currentTarget).get('conversation'));
    if (conversation !== '') navigate(hrefTo('conversation', { conversation }));
  };
  return (
    <form className="conversation-search" role="search" aria-label="Conversations" onSubmit={submit}>
      <input name="conversation" aria-label="Id of a conversation" placeholder="id of a conversation" data-search="" />
      <button type="submit" className="icon-button" aria-label="Go to the conversation">
        <Icon name="search" />
      </button>
    </form>
  );
}
