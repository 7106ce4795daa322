/** The time range of a search: a recent period, or from one time to another. */
import { useState, type ReactNode } from 'react';
import { TimeRangeOptions } from '../../components/time-range-options.js';
import './span-conditions.css';

export function TimeRangeField({ query }: { readonly query: URLSearchParams }): ReactNode {
  const isCustom = query.has('since') || query.has('until');
  const [last, setLast] = useState(isCustom ? 'custom' : (query.get('last') ?? ''));
  return (
    <fieldset>
      <legend>Time range</legend>
      <div className="conditions">
        <label className="wide">
          <span className="visually-hidden">Time range</span>
          <select name="last" value={last} onChange={({ target }) => setLast(target.value)}>
            <option value="">any time</option>
            <TimeRangeOptions />
            <option value="custom">custom range</option>
          </select>
        </label>
        {last === 'custom' && (
          <>
            <label>
              From
              <input type="datetime-local" name="since" defaultValue={local(query.get('since'))} step={1} />
            </label>
            <label>
              To
              <input type="datetime-local" name="until" defaultValue={local(query.get('until'))} step={1} />
            </label>
          </>
        )}
      </div>
    </fieldset>
  );
}

/** Returns microseconds or an ISO date as the value of a `datetime-local` field. */
function local(text: string | null): string {
  if (text === null) return '';
  const time = new Date(/^\d+$/.test(text) ? Number(text) / 1000 : text);
  if (Number.isNaN(time.getTime())) return '';
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
