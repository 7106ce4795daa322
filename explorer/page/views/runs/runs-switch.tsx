/** The choice between runs of workflows and conversations with agents. */
import type { ReactNode } from 'react';
import { ToggleGroup } from '../../components/toggle-group.js';
import { hrefTo, navigate } from '../../data/address.js';

const OPTIONS = [
  ['runs', 'Workflows'],
  ['conversations', 'Conversations'],
] as const;

export const RunsSwitch = ({ view }: { readonly view: 'runs' | 'conversations' }): ReactNode => (
  <ToggleGroup label="Runs of" value={view} options={OPTIONS} onChange={(to) => navigate(hrefTo(to))} />
);
