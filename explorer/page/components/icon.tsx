/** The icons of the page. Each stands beside a word or in a button with a name. */
import type { ReactNode } from 'react';

const PATHS = {
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z',
  sun:
    'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z M12 2v2 M12 20v2 M2 12h2 M20 12h2 ' +
    'M4.2 4.2l1.4 1.4 M18.4 18.4l1.4 1.4 M4.2 19.8l1.4-1.4 M18.4 5.6l1.4-1.4',
  help: 'M9.2 9a2.9 2.9 0 1 1 4.3 2.6c-1 .6-1.5 1.1-1.5 2.2 M12 17v.2',
  close: 'M6 6l12 12 M18 6 6 18',
  plus: 'M12 5v14 M5 12h14',
  minus: 'M5 12h14',
  fit: 'M4 9V4h5 M20 9V4h-5 M4 15v5h5 M20 15v5h-5',
  open: 'M3.5 18V6h6l2 2.5h7V11 M3.5 18.5 6.5 11h15l-3 7.5Z',
  save: 'M12 4v11 M7.5 11 12 15.5 16.5 11 M5 19.5h14',
  out: 'M14 4h6v6 M20 4l-9 9 M18 14v6H4V6h6',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Z M15.5 15.5 20 20',
  jump: 'M5 12h13 M13 6.5 18.5 12 13 17.5',
  future: 'M6 3h12 M6 21h12 M7.5 3v3.5L12 12l4.5-5.5V3 M7.5 21v-3.5L12 12l4.5 5.5V21',
  back: 'M19 12H6 M11 6.5 5.5 12l5.5 5.5',
  turn: 'M4 5h16v11H10l-4.5 4V16H4Z',
  task: 'M4 12h9 M9.5 8.5 13 12l-3.5 3.5 M14 5h6v14h-6',
  handoff: 'M4 9h13 M13.5 5.5 17 9l-3.5 3.5 M20 16H7 M10.5 12.5 7 16l3.5 3.5',
  tool: 'M14.5 6a4 4 0 0 0 4.6 5.6L11 19.7a2.2 2.2 0 0 1-3.1-3.1L16 8.5',
  plan: 'M9 6h11 M9 12h11 M9 18h11 M4 6h.5 M4 12h.5 M4 18h.5',
  model: 'M12 3l2 6.5 6.5 2.5-6.5 2.5L12 21l-2-6.5L3.5 12 10 9.5Z',
  step: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 24 24" width="16" height="16" aria-hidden="true">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.9"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
