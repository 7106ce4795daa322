/** A modal dialog with a title, and a button that closes it. */
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { Icon } from './icon.js';
import './dialog.css';

export interface DialogProps {
  readonly title: string;
  readonly className: string;
  /** True if a click beside the dialog closes it. */
  readonly closesOutside?: boolean;
  readonly onClose: () => void;
  /** @param close closes the dialog, as its button does */
  readonly children: (close: () => void) => ReactNode;
}

export function Dialog({ title, className, closesOutside = false, onClose, children }: DialogProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const close = (): void => dialog.current?.close();
  return (
    <dialog
      ref={dialog}
      className={`dialog ${className}`}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={closesOutside ? (event) => event.target === dialog.current && close() : undefined}
    >
      <header>
        <h2 id={titleId}>{title}</h2>
        <button type="button" className="icon-button" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      {children(close)}
    </dialog>
  );
}
