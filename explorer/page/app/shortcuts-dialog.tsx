/** The dialog that lists the keyboard shortcuts. */
import { useEffect, useRef, type ReactNode } from 'react';
import { Icon } from '../components/icon.js';
import { setShortcutsEnabled, useShortcutsEnabled } from '../components/use-shortcuts.js';
import './shortcuts-dialog.css';

const KEYS: readonly (readonly [title: string, keys: readonly (readonly [key: string, what: string])[]])[] = [
  [
    'Anywhere',
    [
      ['?', 'These keys'],
      ['/', 'Search'],
      ['1', 'Traces'],
      ['2', 'Services'],
      ['3', 'Runs'],
      ['t', 'Dark or light'],
      ['Esc', 'Close what is open'],
    ],
  ],
  [
    'In a picture',
    [
      ['[', 'To the first cause of the selected span'],
      [']', 'To the first effect'],
      ['x', 'Collapse or expand its trace'],
      ['a', 'Collapse or expand all traces'],
      ['z', 'Zoom to the selected span'],
      ['s', 'Squeeze waiting, or not'],
    ],
  ],
  [
    'On the canvas',
    [
      ['← → ↑ ↓', 'Move'],
      ['+ −', 'Zoom; also Ctrl and wheel, or pinch'],
      ['0', 'Show all'],
      ['Double click', 'Zoom to a span'],
    ],
  ],
  [
    'In the list',
    [
      ['↑ ↓', 'From line to line'],
      ['← →', 'Collapse, expand'],
      ['Enter', 'Details'],
    ],
  ],
];

export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const isOn = useShortcutsEnabled();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      className="shortcuts"
      aria-labelledby="help-title"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
    >
      <header>
        <h2 id="help-title">Keyboard</h2>
        <button type="button" className="icon-button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
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
        <input type="checkbox" checked={isOn} onChange={({ target }) => setShortcutsEnabled(target.checked)} /> Single
        keys do something
      </label>
    </dialog>
  );
}
