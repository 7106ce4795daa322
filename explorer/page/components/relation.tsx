/** The relation of a link. A long one is cut to its place, and whole in the title. */
import type { ReactNode } from 'react';
import { isolate } from './foreign-text.js';
import { Name } from './name.js';

export function Relation({ text = 'link' }: { readonly text: string | undefined }): ReactNode {
  return (
    <span className="relation" title={text.length > 20 ? isolate(text) : undefined}>
      <Name text={text} />
    </span>
  );
}
