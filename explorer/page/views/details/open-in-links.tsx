/** Links to the same trace in other backends, from the templates that the explorer was started with. */
import type { ReactNode } from 'react';
import { useAnswer } from '../../data/use-answer.js';
import { Icon } from '../../components/icon.js';
import { openInUrl } from './open-in-url.js';

export function OpenInLinks({ traceId }: { readonly traceId: string }): ReactNode {
  const { data } = useAnswer('status', {});
  return data?.openIn.map(({ name, template }) => {
    const url = openInUrl(template, traceId);
    return (
      url !== undefined && (
        <a key={name} href={url} target="_blank" rel="noreferrer">
          Open in {name} <Icon name="out" />
        </a>
      )
    );
  });
}
