/** Tells from how far away a graph is seen: from afar, boxes have room for their names alone. */
import { useStore } from '@xyflow/react';
import { useEffect, type ReactNode } from 'react';

export type Distance = 'near' | 'far' | 'farther';

/** The zoom below which a graph is far away, and farther. */
const FAR = 0.55;
const FARTHER = 0.3;

export function DistanceWatch({ onChange }: { readonly onChange: (distance: Distance) => void }): ReactNode {
  const distance = useStore(({ transform: [, , zoom] }): Distance =>
    zoom >= FAR ? 'near' : zoom >= FARTHER ? 'far' : 'farther',
  );
  useEffect(() => onChange(distance), [onChange, distance]);
  return null;
}
