/** Keys and values: attributes of a span, a resource, an event or a link. */
import { useState, type ReactNode } from 'react';

/** So many are shown before someone asks for all. */
const FIRST = 40;

export function AttributesTable({ of }: { readonly of: Readonly<Record<string, string>> }): ReactNode {
  const [isLong, setLong] = useState(false);
  const all = Object.entries(of).sort(([one], [other]) => one.localeCompare(other));
  const shown = isLong ? all : all.slice(0, FIRST);
  return (
    <>
      <dl className="facts">
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
        <button type="button" className="link-button" onClick={() => setLong(true)}>
          Show all {all.length}
        </button>
      )}
    </>
  );
}

/** A megabyte is not put on the screen unasked. */
function Value({ text }: { readonly text: string }): ReactNode {
  const [isLong, setLong] = useState(false);
  if (isLong || text.length <= 600) return text === '' ? <i className="soft">empty</i> : text;
  return (
    <>
      {text.slice(0, 600)}…{' '}
      <button type="button" className="link-button" onClick={() => setLong(true)}>
        all {text.length.toLocaleString('en')} characters
      </button>
    </>
  );
}
