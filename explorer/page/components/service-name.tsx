/** A service's name, with the colour that its spans have in all pictures. */
import type { ReactNode } from 'react';
import { colorOf } from '../theme/service-colors.js';
import { useScheme } from '../theme/use-color-scheme.js';

export function Swatch({ service }: { readonly service: string }): ReactNode {
  return <span className="swatch" aria-hidden="true" style={{ backgroundColor: colorOf(service, useScheme()) }} />;
}

export function Service({ name }: { readonly name: string }): ReactNode {
  return (
    <span className="service">
      <Swatch service={name} />
      <span className="service-name">{name}</span>
    </span>
  );
}

/** Errors have a sign and a word, not only a colour. */
export function Errors({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <span className="is-error">
      <span aria-hidden="true">▲ </span>
      {children}
    </span>
  );
}
