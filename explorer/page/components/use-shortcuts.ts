/** Single-key shortcuts: active on the whole page, except where text is written. */
import { useEffect, useRef, useSyncExternalStore } from 'react';

/** Actions by `KeyboardEvent.key`. */
export type Shortcuts = Readonly<Record<string, () => void>>;

const KEY = 'spanlink.shortcuts';
const CHANGED = 'spanlink:shortcuts';

const areEnabled = (): boolean => {
  try {
    return localStorage.getItem(KEY) !== 'off';
  } catch {
    return true;
  }
};

/** Returns true if shortcuts are enabled. Users of speech input need to switch them off (WCAG 2.1.4). */
export const useShortcutsEnabled = (): boolean =>
  useSyncExternalStore((changed) => {
    addEventListener(CHANGED, changed);
    return () => removeEventListener(CHANGED, changed);
  }, areEnabled);

export function setShortcutsEnabled(isOn: boolean): void {
  try {
    localStorage.setItem(KEY, isOn ? 'on' : 'off');
  } catch {
    // storage may be refused: shortcuts then stay enabled
  }
  dispatchEvent(new Event(CHANGED));
}

/** Listens as long as the component is mounted. Escape works even while shortcuts are disabled. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const { target } = event;
      const isWriting =
        target instanceof HTMLElement && (target.matches('input, textarea, select') || target.isContentEditable);
      if (event.key !== 'Escape' && (isWriting || !areEnabled() || document.querySelector('dialog[open]') !== null))
        return;
      const action = latest.current[event.key];
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}
