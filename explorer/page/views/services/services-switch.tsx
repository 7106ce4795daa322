/** The choice between the graph of services and what they count of their links. */
import type { ReactNode } from 'react';
import { ToggleGroup } from '../../components/toggle-group.js';
import { hrefTo, navigate } from '../../data/address.js';

const OPTIONS = [
  ['services', 'Graph'],
  ['counters', 'Counters'],
] as const;

export const ServicesSwitch = ({ view }: { readonly view: 'services' | 'counters' }): ReactNode => (
  <ToggleGroup label="Services as" value={view} options={OPTIONS} onChange={(to) => navigate(hrefTo(to))} />
);
