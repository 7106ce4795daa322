/** What rules would keep: by policy, because of others, and without links. */
import type { ReactNode } from 'react';
import type { StoryCounts, TraceAmount, TriedRulesAnswer } from '../../../api/dry-run.js';
import { count, plural, share, shortId } from '../../components/format.js';
import { Link } from '../../components/link.js';
import { Name } from '../../components/name.js';
import { hrefTo } from '../../data/address.js';
import '../../components/table.css';

export function DryRunResult({ answer }: { readonly answer: TriedRulesAnswer }): ReactNode {
  const { held, kept, policies, causes, effects, withoutLinks, largest, notices } = answer;
  const rows: readonly (AmountRowProps & { readonly key: string })[] = [
    { key: 'held', title: 'held', amount: held, whole: held },
    { key: 'kept', title: <b>kept</b>, amount: kept, whole: held },
    ...policies.map(({ policy, ...amount }) => ({
      key: `by ${policy}`,
      title: (
        <>
          by <Name text={policy} />
        </>
      ),
      amount,
      whole: held,
      isPart: true,
    })),
    { key: 'causes', title: 'because it led to one of these', amount: causes, whole: held, isPart: true },
    { key: 'effects', title: 'because one of these led to it', amount: effects, whole: held, isPart: true },
    { key: 'without', title: 'kept by the same rules without links', amount: withoutLinks, whole: held },
  ];
  return (
    <>
      {notices.map((notice) => (
        <p key={notice} className="hint">
          {notice}
        </p>
      ))}
      <div className="table-box">
        <table aria-label="Amounts">
          <thead>
            <tr>
              <th scope="col">Traces that are</th>
              {['Traces', 'Spans', 'Bytes', 'Of the spans'].map((title) => (
                <th key={title} scope="col" className="is-number">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, ...row }) => (
              <AmountRow key={key} {...row} />
            ))}
          </tbody>
        </table>
      </div>
      <p>
        Of {plural(held.stories, 'story', 'stories')}, {storiesText(kept.stories)}; without links,{' '}
        {storiesText(withoutLinks.stories)}.
      </p>
      {largest.length > 0 && <Largest largest={largest} />}
    </>
  );
}

interface AmountRowProps {
  readonly title: ReactNode;
  readonly amount: TraceAmount;
  readonly whole: TraceAmount;
  readonly isPart?: boolean;
}

const AmountRow = ({ title, amount: { traces, spans, bytes }, whole, isPart = false }: AmountRowProps): ReactNode => (
  <tr>
    <th scope="row" className={isPart ? 'is-part' : ''}>
      {title}
    </th>
    <td className="is-number">{count(traces)}</td>
    <td className="is-number">{count(spans)}</td>
    <td className="is-number">{count(bytes)}</td>
    <td className="is-number">{share(spans, whole.spans)}</td>
  </tr>
);

const storiesText = ({ whole, inPart }: StoryCounts): string =>
  `${count(whole)} would be kept whole and ${count(inPart)} in part`;

const Largest = ({ largest }: Pick<TriedRulesAnswer, 'largest'>): ReactNode => (
  <div className="table-box">
    <table aria-label="Traces that take most others along">
      <caption>Traces that take most others along</caption>
      <thead>
        <tr>
          <th scope="col">Trace</th>
          <th scope="col">Policy</th>
          <th scope="col" className="is-number">
            Traces
          </th>
        </tr>
      </thead>
      <tbody>
        {largest.map(({ traceId, policy, traces }) => (
          <tr key={traceId}>
            <td>
              <Link to={hrefTo('timeline', { trace: traceId })} className="mono">
                {shortId(traceId)}
              </Link>
            </td>
            <td>
              <Name text={policy} />
            </td>
            <td className="is-number">{count(traces)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
