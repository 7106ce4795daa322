/** The scroll position of a list whose rows come and go. */
import { useLayoutEffect, useRef, type RefObject } from 'react';

/**
 * Keeps the first row on the screen where it is, when rows come or go above it.
 *
 * @param height That of each row, in pixels.
 */
export function useKeptScroll(
  box: RefObject<HTMLElement | null>,
  rows: readonly { readonly key: string }[],
  height: number,
): void {
  const before = useRef(rows);
  useLayoutEffect(() => {
    const element = box.current;
    const old = before.current;
    before.current = rows;
    if (element === null || old === rows || element.scrollTop === 0) return;
    const first = Math.floor(element.scrollTop / height);
    const places = new Map(rows.map(({ key }, index) => [key, index]));
    // the row itself may have gone: then the next one that is left
    for (const [index, { key }] of old.slice(first).entries()) {
      const place = places.get(key);
      if (place === undefined) continue;
      element.scrollTop += (place - first - index) * height;
      return;
    }
  }, [box, rows, height]);
}
