/** A long list in windows, of which only those near the screen are in the page: thousands of links would slow it. */
import { Fragment, useEffect, useRef, useState, type ReactNode } from 'react';

const WINDOW = 100;
/** The height of an item before its window has been shown, with its margin. */
const ITEM_HEIGHT = 110;

export interface LinkWindowsProps<T> {
  readonly items: readonly T[];
  /** Returns an `li`. */
  readonly children: (item: T, index: number) => ReactNode;
}

export function LinkWindows<T>({ items, children }: LinkWindowsProps<T>): ReactNode {
  const starts = Array.from({ length: Math.ceil(items.length / WINDOW) }, (_, window) => window * WINDOW);
  return (
    <ul>
      {starts.map((start) => (
        <Window key={start} count={Math.min(WINDOW, items.length - start)}>
          {() =>
            items
              .slice(start, start + WINDOW)
              .map((item, index) => <Fragment key={start + index}>{children(item, start + index)}</Fragment>)
          }
        </Window>
      ))}
    </ul>
  );
}

interface WindowProps {
  readonly count: number;
  readonly children: () => ReactNode;
}

function Window({ count, children }: WindowProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const [isNear, setNear] = useState(false);
  const [height, setHeight] = useState(count * ITEM_HEIGHT);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new IntersectionObserver(
      ([entry]) => {
        // what has the focus stays, or the keyboard would lose its place
        if (entry === undefined || (!entry.isIntersecting && element.contains(document.activeElement))) return;
        if (!entry.isIntersecting && element.childElementCount > 0) setHeight(element.offsetHeight);
        setNear(entry.isIntersecting);
      },
      { rootMargin: '100%' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={box} role="presentation" style={isNear ? undefined : { height }}>
      {isNear && children()}
    </div>
  );
}
