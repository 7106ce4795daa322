/** The dialog that lists the keyboard shortcuts. */
import type { ReactNode } from 'react';
import { Dialog } from '../components/dialog.js';
import { setShortcutsEnabled, useShortcutsEnabled } from '../components/use-shortcuts.js';
import './shortcuts-dialog.css';

const KEYS: readonly (readonly [title: string, keys: readonly (readonly [key: string, what: string])[]])[] = [
  [
    'Anywhere',
    [
      ['?', 'Show this list'],
      ['/', 'Go to the search'],
      ['1', 'Traces'],
      ['2', 'Services'],
      ['3', 'Runs'],
      ['o', 'Open files'],
      ['t', 'Toggle dark mode'],
      ['Esc', 'Close the open panel'],
    ],
  ],
  [
    'In the timeline',
    [
      ['[', 'Go to the first cause of the selected span'],
      [']', 'Go to its first effect'],
      ['x', 'Collapse or expand its trace'],
      ['a', 'Collapse or expand all traces'],
      ['z', 'Zoom to the selected span'],
      ['s', 'Toggle compressed waits'],
    ],
  ],
  [
    'In the chart',
    [
      ['← → ↑ ↓', 'Pan'],
      ['+ −', 'Zoom; also Ctrl + wheel, or pinch'],
      ['0', 'Zoom to fit'],
      ['Double click', 'Zoom to a span'],
    ],
  ],
  [
    'In a graph',
    [
      ['← → ↑ ↓', 'Go to the nearest box'],
      ['PgUp PgDn', 'Go through all boxes'],
      ['Enter', 'Open a box'],
    ],
  ],
  [
    'In the list',
    [
      ['↑ ↓', 'Go to the previous or next row'],
      ['← →', 'Collapse or expand'],
      ['Enter', 'Show details'],
    ],
  ],
];

export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const isOn = useShortcutsEnabled();
  return (
    <Dialog title="Keyboard shortcuts" className="shortcuts" closesOutside onClose={onClose}>
      {() => (
        <>
          <div className="shortcuts-keys">
            {KEYS.map(([title, keys]) => (
              <section key={title}>
                <h3>{title}</h3>
                <dl>
                  {keys.map(([key, what]) => (
                    <div key={key}>
                      <dt>
                        {key.split(' ').map((one) => (
                          <kbd key={one}>{one}</kbd>
                        ))}
                      </dt>
                      <dd>{what}</dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
          </div>
          <label className="check">
            <input type="checkbox" checked={isOn} onChange={({ target }) => setShortcutsEnabled(target.checked)} />{' '}
            Enable single-key shortcuts
          </label>
        </>
      )}
    </Dialog>
  );
}
