/**
 * The colours of services: from their names alone, and distinct with the common kinds of colour blindness (after Okabe
 * and Ito, and Tol).
 */

export type ColorScheme = 'light' | 'dark';

/** Each colour in a dark-on-light and a light-on-dark tone; none is the red of errors. */
const PALETTE: readonly Readonly<Record<ColorScheme, string>>[] = [
  { light: '#2f6fde', dark: '#6ea8ff' },
  { light: '#d98200', dark: '#ffb454' },
  { light: '#00856a', dark: '#3fd0a4' },
  { light: '#b0559b', dark: '#e39bd2' },
  { light: '#1b93c7', dark: '#7fd3f7' },
  { light: '#8a7a12', dark: '#dccb5d' },
  { light: '#5b4bc4', dark: '#a99bff' },
  { light: '#8c5a3c', dark: '#d0a486' },
  { light: '#4d7c2b', dark: '#a5cf74' },
  { light: '#5f6b7d', dark: '#aab6c8' },
];

const taken = new Map<string, number>();

/** FNV-1a; stable between visits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}

/** Assigns colours in a fixed order, so that two services share one only if there are more services than colours. */
export function assignColors(services: readonly string[]): void {
  for (const service of services.toSorted()) colorIndex(service);
}

/** Returns the index of a service's colour in the palette, and assigns one if it has none. */
export function colorIndex(service: string): number {
  const known = taken.get(service);
  if (known !== undefined) return known;
  const first = hash(service) % PALETTE.length;
  const used = new Set(taken.values());
  let slot = first;
  for (let step = 0; step < PALETTE.length && used.has(slot); step += 1) slot = (first + step + 1) % PALETTE.length;
  if (used.has(slot)) slot = first;
  taken.set(service, slot);
  return slot;
}

export const serviceColor = (service: string, scheme: ColorScheme): string =>
  PALETTE[colorIndex(service)]?.[scheme] ?? '#888888';
