/** A button with an icon alone, and a name for everyone who does not see it. */
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.js';

export interface IconButtonProps {
  readonly icon: IconName;
  readonly label: string;
  /** The tooltip. */
  readonly title?: string;
  readonly className?: string;
  readonly onClick: () => void;
}

export function IconButton({ icon, label, title, className = '', onClick }: IconButtonProps): ReactNode {
  return (
    <button
      type="button"
      className={`icon-button ${className}`.trim()}
      aria-label={label}
      title={title}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
