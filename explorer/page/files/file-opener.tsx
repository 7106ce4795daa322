/** Opens files that are dropped anywhere on the page, or chosen in a dialog. */
import { useState, type ReactNode } from 'react';
import { FileDialog } from './file-dialog.js';
import { useFileDrop } from './use-file-drop.js';
import './file-dialog.css';

export interface FileOpenerProps {
  /** True if files are to be chosen. */
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function FileOpener({ isOpen, onClose }: FileOpenerProps): ReactNode {
  const [dropped, setDropped] = useState<readonly File[]>([]);
  const isOver = useFileDrop(setDropped);
  const close = (): void => {
    setDropped([]);
    onClose();
  };
  return (
    <>
      {(isOpen || dropped.length > 0) && <FileDialog dropped={dropped} onClose={close} />}
      {isOver && (
        <div className="drop-zone" aria-hidden="true">
          Drop files to read their spans
        </div>
      )}
    </>
  );
}
