/** The header of a view: its title and summary, and its tools. */
import type { ReactNode } from 'react';
import './toolbar.css';

export interface ToolbarProps {
  readonly title: ReactNode;
  readonly children?: ReactNode;
}

export function Toolbar({ title, children }: ToolbarProps): ReactNode {
  return (
    <header className="toolbar">
      <div className="toolbar-title">{title}</div>
      {children !== undefined && children !== false && <div className="toolbar-tools">{children}</div>}
    </header>
  );
}
