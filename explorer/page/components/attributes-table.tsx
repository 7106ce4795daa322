/** A table of attributes: of a span, a resource, an event or a link. */
import { useState, type ReactNode } from 'react';
import { isBlank } from './foreign-text.js';
import { LongText } from './long-text.js';
import { Name } from './name.js';
import './attributes-table.css';

/** The attributes that are shown at first: more only on request. */
const FIRST_ATTRIBUTES = 40;

export interface AttributesTableProps {
  readonly attributes: Readonly<Record<string, string>>;
}

export function AttributesTable({ attributes }: AttributesTableProps): ReactNode {
  const [showsAll, setShowsAll] = useState(false);
  const all = Object.entries(attributes).sort(([one], [other]) => one.localeCompare(other));
  const shown = showsAll ? all : all.slice(0, FIRST_ATTRIBUTES);
  return (
    <>
      <dl className="attributes">
        {shown.map(([key, value]) => (
          <div key={key}>
            <dt>{isBlank(key) ? <Name text={key} empty="no key" /> : <LongText text={key} />}</dt>
            <dd>
              <Value text={value} />
            </dd>
          </div>
        ))}
      </dl>
      {shown.length < all.length && (
        <button type="button" className="link-button" onClick={() => setShowsAll(true)}>
          Show all {all.length}
        </button>
      )}
    </>
  );
}

const Value = ({ text }: { readonly text: string }): ReactNode =>
  text === '' ? <i className="soft">empty</i> : <LongText text={text} />;
