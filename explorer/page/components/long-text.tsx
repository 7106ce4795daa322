/** A text from outside that may be long: its beginning, and the rest on request. */
import { useState, type ReactNode } from 'react';
import { count } from './format.js';

const FIRST_CHARACTERS = 600;

export function LongText({ text }: { readonly text: string }): ReactNode {
  const [showsAll, setShowsAll] = useState(false);
  if (showsAll || text.length <= FIRST_CHARACTERS) return text;
  return (
    <>
      {text.slice(0, FIRST_CHARACTERS)}…{' '}
      <button type="button" className="link-button" onClick={() => setShowsAll(true)}>
        Show all {count(text.length)} characters
      </button>
    </>
  );
}
