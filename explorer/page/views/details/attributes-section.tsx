/** A section of the details with attributes, which can be folded; nothing if there are none. */
import type { ReactNode } from 'react';
import { AttributesTable } from '../../components/attributes-table.js';
import './attributes-section.css';

export interface AttributesSectionProps {
  readonly title: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly isOpen?: boolean;
}

export function AttributesSection({ title, attributes, isOpen = false }: AttributesSectionProps): ReactNode {
  const size = Object.keys(attributes).length;
  return (
    size > 0 && (
      <details className="section" open={isOpen}>
        <summary>
          {title} <span className="count">{size}</span>
        </summary>
        <AttributesTable attributes={attributes} />
      </details>
    )
  );
}
