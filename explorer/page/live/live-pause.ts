/** The pause of everything live: one for all views, as long as the page is open. */
import { useSyncExternalStore } from 'react';

const CHANGED = 'spanlink:pause';
let isPaused = false;

const subscribe = (changed: () => void): (() => void) => {
  addEventListener(CHANGED, changed);
  return () => removeEventListener(CHANGED, changed);
};

export const usePaused = (): boolean => useSyncExternalStore(subscribe, () => isPaused);

export function setPaused(value: boolean): void {
  isPaused = value;
  dispatchEvent(new Event(CHANGED));
}
