/** The counts of what SDKs dropped, of a span or of one of its events or links. */
import type { ReactNode } from 'react';
import type { SpanDetail } from '../../../api/answers.js';
import { plural } from '../../components/format.js';

/** Tells what is missing from a span, or that it is not known; nothing if nothing is. */
export function Dropped({
  span: { dropped, resourceDroppedAttributes = 0, scope },
}: {
  readonly span: SpanDetail;
}): ReactNode {
  if (dropped === undefined)
    return (
      <p className="soft">
        Not known of this span: its flags and those of its links, the attributes and schemas of its scope and resource,
        and how many attributes, events and links its SDK dropped. Its table has no columns for them, or had none when
        it was stored.
      </p>
    );
  const parts = [
    ...(dropped.attributes > 0 ? [plural(dropped.attributes, 'attribute')] : []),
    ...(dropped.events > 0 ? [plural(dropped.events, 'event')] : []),
    ...(dropped.links > 0 ? [plural(dropped.links, 'link')] : []),
    ...(resourceDroppedAttributes > 0 ? [`${plural(resourceDroppedAttributes, 'attribute')} of its resource`] : []),
    ...(scope.droppedAttributes === undefined ? [] : [`${plural(scope.droppedAttributes, 'attribute')} of its scope`]),
  ];
  return parts.length > 0 && <p className="soft">Its SDK dropped {parts.join(', ')}, by its limits.</p>;
}

/** Tells how many more attributes an event or a link had. */
export function DroppedAttributes({ count }: { readonly count: number | undefined }): ReactNode {
  return count !== undefined && <p className="soft">Its SDK dropped {plural(count, 'attribute')} of it.</p>;
}
