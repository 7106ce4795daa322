/** Links that download the spans of a causal graph, for others to open. */
import type { ReactNode } from 'react';
import { EXPORT } from '../../api/export.js';
import { Icon } from './icon.js';

export interface ExportLinksProps {
  readonly trace: string;
  /** The other parameters of the graph that is shown. */
  readonly around?: Readonly<Record<string, string | number | undefined>>;
}

export function ExportLinks({ trace, around = {} }: ExportLinksProps): ReactNode {
  const href = (choices: Readonly<Record<string, string>>): string => {
    const query = new URLSearchParams({ trace });
    for (const [name, value] of Object.entries({ ...around, ...choices }))
      if (value !== undefined) query.set(name, String(value));
    // relative: the page may be served under a path of its own
    return `.${EXPORT.path}?${query}`;
  };
  return (
    <>
      <a href={href({})} download>
        <Icon name="save" /> Spans (OTLP)
      </a>
      <a href={href({ ids: 'renamed', times: 'shifted' })} download>
        <Icon name="save" /> Spans, other ids and times
      </a>
    </>
  );
}
