/** A button that opens a list of actions, until the focus leaves it. */
import type { ReactNode } from 'react';
import './menu.css';

export interface MenuProps {
  /** The content of the button. */
  readonly label: ReactNode;
  readonly children: ReactNode;
}

export function Menu({ label, children }: MenuProps): ReactNode {
  return (
    <details
      className="menu"
      onBlur={({ currentTarget, relatedTarget }) =>
        !currentTarget.contains(relatedTarget) && currentTarget.removeAttribute('open')
      }
    >
      <summary className="button">{label}</summary>
      <div>{children}</div>
    </details>
  );
}
