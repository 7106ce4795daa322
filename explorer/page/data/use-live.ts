/** What arrives while the page is open: asks again for what it changes. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { LiveAnswer } from '../../api/answers.js';

/** At most so often, in milliseconds: a busy service sends all the time. */
const PAUSE = 1_000;

export type LiveState = 'connecting' | 'live' | 'lost';

/** Tells each batch of spans that arrives, as long as the component is there. The browser connects again by itself. */
export function useLive(onSpans: (traces: ReadonlySet<string>, spans: number) => void, isOn = true): LiveState {
  const [state, setState] = useState<LiveState>('connecting');
  const tell = useRef(onSpans);
  tell.current = onSpans;
  useEffect(() => {
    if (!isOn) return;
    let waiting: { traces: Set<string>; spans: number } | undefined;
    let timer = 0;
    let toldAt = 0;
    const flush = (): void => {
      timer = 0;
      if (waiting === undefined) return;
      toldAt = performance.now();
      tell.current(waiting.traces, waiting.spans);
      waiting = undefined;
    };
    const add = (traces: readonly string[], spans: number): void => {
      waiting = { traces: new Set([...(waiting?.traces ?? []), ...traces]), spans: (waiting?.spans ?? 0) + spans };
      timer ||= window.setTimeout(flush, Math.max(PAUSE - (performance.now() - toldAt), 0));
    };
    const listen = (): EventSource => {
      const opened = new EventSource('./api/live');
      opened.addEventListener('open', () => setState('live'));
      opened.addEventListener('error', () => setState('lost'));
      opened.addEventListener('spans', (event: MessageEvent<string>) => {
        const { traces, spans } = JSON.parse(event.data) as LiveAnswer;
        add(traces, spans);
      });
      return opened;
    };
    // browsers keep six connections to a server: a tab that nobody sees gives its one back
    let source = document.hidden ? undefined : listen();
    const look = (): void => {
      source?.close();
      source = document.hidden ? undefined : listen();
    };
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
      source?.close();
    };
  }, [isOn]);
  return isOn ? state : 'lost';
}

/** Asks all questions of these names again. */
export function useRefresh(): (names: readonly string[]) => void {
  const client = useQueryClient();
  return (names) =>
    void client.invalidateQueries({
      predicate: ({ queryKey: [name] }) => typeof name === 'string' && names.includes(name),
    });
}
