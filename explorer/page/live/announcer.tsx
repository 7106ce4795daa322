/** The place from which screen readers read what changed, politely: after what they are reading. */
import { useSyncExternalStore, type ReactNode } from 'react';

const CHANGED = 'spanlink:announce';
let announced = { text: '', number: 0 };

const subscribe = (changed: () => void): (() => void) => {
  addEventListener(CHANGED, changed);
  return () => removeEventListener(CHANGED, changed);
};

/** Has a text read out; again, if it is the same as the one before. */
export function announce(text: string): void {
  announced = { text, number: announced.number + 1 };
  dispatchEvent(new Event(CHANGED));
}

export function Announcer(): ReactNode {
  const { text, number } = useSyncExternalStore(subscribe, () => announced);
  return (
    <p className="visually-hidden announcer" role="status">
      <span key={number}>{text}</span>
    </p>
  );
}
