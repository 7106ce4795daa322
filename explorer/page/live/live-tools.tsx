/** What a toolbar has for a live view: the switch, and a button for what came during a pause. */
import type { ReactNode } from 'react';
import { LiveSwitch } from './live-switch.js';
import type { LiveAnswers } from './use-live-answers.js';

export function LiveTools({ waiting, show }: LiveAnswers): ReactNode {
  return (
    <>
      {waiting > 0 && (
        <button type="button" className="button news" onClick={show}>
          Show new spans
        </button>
      )}
      <LiveSwitch />
    </>
  );
}
