/** The conditions on keeping, where the explorer keeps some traces, and forwards them. */
import type { ReactNode } from 'react';
import { useAnswer } from '../../data/use-answer.js';
import './span-conditions.css';

export function KeptField({ query }: { readonly query: URLSearchParams }): ReactNode {
  const { data: status } = useAnswer('status', {});
  if (status?.policies === undefined) return null;
  return (
    <fieldset>
      <legend>Keeping</legend>
      <div className="conditions">
        <label>
          Trace is
          <select name="kept" defaultValue={query.get('kept') ?? ''}>
            <option value="">any</option>
            <option value="kept">kept</option>
            <option value="not_kept">not kept</option>
            <option value="undecided">undecided</option>
          </select>
        </label>
        <label>
          By policy
          <input
            name="policy"
            list="policies"
            defaultValue={query.get('policy') ?? ''}
            placeholder="any"
            autoComplete="off"
          />
        </label>
      </div>
      <datalist id="policies">
        {status.policies.map((policy) => (
          <option key={policy} value={policy} />
        ))}
      </datalist>
    </fieldset>
  );
}
