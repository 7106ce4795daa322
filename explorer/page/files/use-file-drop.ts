/** Files that are dragged over the page, wherever on it. */
import { useEffect, useRef, useState } from 'react';

/**
 * Takes files that are dropped, as long as the component is mounted.
 *
 * @returns true while files are over the page.
 */
export function useFileDrop(onFiles: (files: readonly File[]) => void): boolean {
  const [isOver, setOver] = useState(false);
  const latest = useRef(onFiles);
  latest.current = onFiles;
  useEffect(() => {
    // every element that is entered and left tells so
    let depth = 0;
    const change = (by: number): void => {
      depth = Math.max(depth + by, 0);
      setOver(depth > 0);
    };
    const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') ?? false;
    const on =
      (handle: (event: DragEvent) => void) =>
      (event: DragEvent): void => {
        if (!hasFiles(event)) return;
        // the browser would show the file in place of the page
        event.preventDefault();
        handle(event);
      };
    const listeners = {
      dragenter: on(() => change(1)),
      dragleave: on(() => change(-1)),
      dragover: on(({ dataTransfer }) => {
        if (dataTransfer !== null) dataTransfer.dropEffect = 'copy';
      }),
      drop: on(({ dataTransfer }) => {
        change(-depth);
        latest.current([...(dataTransfer?.files ?? [])]);
      }),
    };
    for (const [name, listener] of Object.entries(listeners)) addEventListener(name as 'drop', listener);
    return () => {
      for (const [name, listener] of Object.entries(listeners)) removeEventListener(name as 'drop', listener);
    };
  }, []);
  return isOver;
}
