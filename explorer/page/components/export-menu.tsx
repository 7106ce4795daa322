/** The menu of a view from which it is exported. */
import type { ReactNode } from 'react';
import { Icon } from './icon.js';
import { Menu } from './menu.js';

export function ExportMenu({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <Menu
      label={
        <>
          <Icon name="save" /> Export
        </>
      }
    >
      {children}
    </Menu>
  );
}
