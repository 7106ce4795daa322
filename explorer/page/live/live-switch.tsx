/** The switch that pauses what is live, and tells the state of the connection. */
import { useSyncExternalStore, type ReactNode } from 'react';
import { liveFeed } from './live-feed.js';
import { setPaused, usePaused } from './live-pause.js';
import './live-switch.css';

const WORDS = { connecting: 'connecting', live: 'live', lost: 'connection lost' } as const;

export function LiveSwitch(): ReactNode {
  const state = useSyncExternalStore(liveFeed.watch, liveFeed.state);
  const isPaused = usePaused();
  return (
    <button
      type="button"
      className={`live is-${isPaused ? 'paused' : state}`}
      aria-pressed={!isPaused}
      onClick={() => setPaused(!isPaused)}
      title="Show new spans as they arrive"
    >
      <span className="dot" aria-hidden="true" /> {isPaused ? 'paused' : WORDS[state]}
    </button>
  );
}
