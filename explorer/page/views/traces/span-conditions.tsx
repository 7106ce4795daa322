/** The fields for the conditions on a span. */
import type { ReactNode } from 'react';
import { shortId } from '../../components/format.js';
import './span-conditions.css';

export interface SpanConditionsProps {
  readonly prefix: string;
  readonly query: URLSearchParams;
  /** True if the search shortcut focuses its first field. */
  readonly isFirst?: boolean;
}

export function SpanConditions({ prefix, query, isFirst = false }: SpanConditionsProps): ReactNode {
  const value = (name: string): string => query.get(`${prefix}${name}`) ?? '';
  const attributes = query.getAll(`${prefix}attribute`);
  const trace = value('trace');
  const span = value('span');
  return (
    <div className="conditions">
      <label>
        Service
        <input
          name={`${prefix}service`}
          list="services"
          defaultValue={value('service')}
          placeholder="any"
          autoComplete="off"
          {...(isFirst ? { 'data-search': '' } : {})}
        />
      </label>
      <label>
        Name
        <input
          name={`${prefix}name`}
          list="names"
          defaultValue={value('name')}
          placeholder="any, or prefix*"
          autoComplete="off"
        />
      </label>
      <label>
        Status
        <select name={`${prefix}status`} defaultValue={value('status')}>
          <option value="">any</option>
          <option value="error">error</option>
          <option value="ok">ok</option>
          <option value="unset">unset</option>
        </select>
      </label>
      <div className="pair">
        <label>
          Lasts from
          <input
            name={`${prefix}minDuration`}
            defaultValue={value('minDuration')}
            placeholder="150ms"
            autoComplete="off"
          />
        </label>
        <label>
          to
          <input
            name={`${prefix}maxDuration`}
            defaultValue={value('maxDuration')}
            placeholder="2.5s"
            autoComplete="off"
          />
        </label>
      </div>
      <label className="wide">
        Attributes
        <textarea
          name={`${prefix}attribute`}
          rows={Math.max(attributes.length, 1)}
          defaultValue={attributes.join('\n')}
          placeholder="job.id=42, one per line"
          spellCheck={false}
        />
      </label>
      {trace !== '' && (
        <p className="wide chosen">
          <input type="hidden" name={`${prefix}trace`} value={trace} />
          {span !== '' && <input type="hidden" name={`${prefix}span`} value={span} />}
          {span === '' ? '' : `span ${shortId(span)} of `}trace {shortId(trace)}
        </p>
      )}
    </div>
  );
}
