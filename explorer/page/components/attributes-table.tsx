/** A table of attributes: of a span, a resource, an event or a link. */
import { useState, type ReactNode } from 'react';
import './attributes-table.css';

/** The attributes and the characters of a value that are shown at first: more only on request. */
const FIRST_ATTRIBUTES = 40;
const FIRST_CHARACTERS = 600;

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
            <dt>{key}</dt>
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

function Value({ text }: { readonly text: string }): ReactNode {
  const [showsAll, setShowsAll] = useState(false);
  if (showsAll || text.length <= FIRST_CHARACTERS) return text === '' ? <i className="soft">empty</i> : text;
  return (
    <>
      {text.slice(0, FIRST_CHARACTERS)}…{' '}
      <button type="button" className="link-button" onClick={() => setShowsAll(true)}>
        Show all {text.length.toLocaleString('en')} characters
      </button>
    </>
  );
}
