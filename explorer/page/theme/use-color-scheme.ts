/** The colour scheme: that of the system, until the user chooses one. */
import { useSyncExternalStore } from 'react';
import type { ColorScheme } from './service-colors.js';

const KEY = 'spanlink.theme';
const CHANGED = 'spanlink:theme';
const system = matchMedia('(prefers-color-scheme: dark)');

const subscribe = (changed: () => void): (() => void) => {
  system.addEventListener('change', changed);
  addEventListener(CHANGED, changed);
  return () => {
    system.removeEventListener('change', changed);
    removeEventListener(CHANGED, changed);
  };
};

const read = (): ColorScheme => {
  const { theme } = document.documentElement.dataset;
  return theme === 'dark' || theme === 'light' ? theme : system.matches ? 'dark' : 'light';
};

/** Returns the current colour scheme. */
export const useColorScheme = (): ColorScheme => useSyncExternalStore(subscribe, read);

/** Switches to the other scheme, and keeps it for the next visit. */
export function toggleColorScheme(): void {
  const next = read() === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // storage may be refused: the choice then lasts for this visit
  }
  dispatchEvent(new Event(CHANGED));
}
