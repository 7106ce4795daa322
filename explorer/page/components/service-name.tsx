/** A service's name, with the colour that its spans have in all pictures. */
import type { ReactNode } from 'react';
import { serviceColor } from '../theme/service-colors.js';
import { useColorScheme } from '../theme/use-color-scheme.js';
import './service-name.css';

export function ServiceSwatch({ service }: { readonly service: string }): ReactNode {
  return (
    <span className="swatch" aria-hidden="true" style={{ backgroundColor: serviceColor(service, useColorScheme()) }} />
  );
}

export function ServiceName({ name }: { readonly name: string }): ReactNode {
  return (
    <span className="service">
      <ServiceSwatch service={name} />
      <span className="service-name">{name}</span>
    </span>
  );
}

/** Errors have a sign and a word, not only a colour. */
export function ErrorLabel({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <span className="is-error">
      <span aria-hidden="true">▲ </span>
      {children}
    </span>
  );
}
