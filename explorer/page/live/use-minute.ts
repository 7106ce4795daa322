/** The time, which moves on with each minute, as windows like the last hour do. */
import { useEffect, useState } from 'react';
import { usePaused } from './live-pause.js';

const MINUTE = 60_000;

/** Returns the current time in milliseconds, at most a minute old; it stands still in a pause and in a hidden tab. */
export function useMinute(): number {
  const isPaused = usePaused();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (isPaused) return;
    const tick = (): void => {
      if (!document.hidden) setNow(Date.now());
    };
    const timer = setInterval(tick, MINUTE);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, [isPaused]);
  return now;
}
