/** The name of a service, with the colour that its spans have everywhere; and the sign of errors. */
import type { ReactNode } from 'react';
import { serviceColor } from '../theme/service-colors.js';
import { useColorScheme } from '../theme/use-color-scheme.js';
import { isolate } from './foreign-text.js';
import { Name } from './name.js';
import './service-name.css';

export function ServiceSwatch({ service }: { readonly service: string }): ReactNode {
  return (
    <span className="swatch" aria-hidden="true" style={{ backgroundColor: serviceColor(service, useColorScheme()) }} />
  );
}

/** A long name is cut to its place, and whole in the title. */
export function ServiceName({ name }: { readonly name: string }): ReactNode {
  return (
    <span className="service">
      <ServiceSwatch service={name} />
      <span className="service-name" title={name.length > 20 ? isolate(name) : undefined}>
        <Name text={name} empty="no service name" />
      </span>
    </span>
  );
}

/** Marks an error with a sign and a word, not with a colour alone. */
export function ErrorLabel({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <span className="is-error">
      <span aria-hidden="true">▲ </span>
      {children}
    </span>
  );
}
