/** Spans that arrive while the page is open. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { LiveAnswer } from '../../api/answers.js';
import type { QueryName } from './api-client.js';

/** The least milliseconds between two calls: a busy service sends all the time. */
const PAUSE = 1_000;

export type LiveState = 'connecting' | 'live' | 'lost';

/**
 * Reports the spans that arrive, in batches, as long as the component is mounted. The browser reconnects by itself.
 *
 * @param onSpans Called with the traces of a batch and its number of spans.
 */
export function useLive(onSpans: (traces: ReadonlySet<string>, spans: number) => void, isOn = true): LiveState {
  const [state, setState] = useState<LiveState>('connecting');
  const latest = useRef(onSpans);
  latest.current = onSpans;
  useEffect(() => {
    if (!isOn) return;
    let batch: { traces: Set<string>; spans: number } | undefined;
    let timer = 0;
    let calledAt = 0;
    const flush = (): void => {
      timer = 0;
      if (batch === undefined) return;
      calledAt = performance.now();
      latest.current(batch.traces, batch.spans);
      batch = undefined;
    };
    const add = (traces: readonly string[], spans: number): void => {
      batch = { traces: new Set([...(batch?.traces ?? []), ...traces]), spans: (batch?.spans ?? 0) + spans };
      timer ||= window.setTimeout(flush, Math.max(PAUSE - (performance.now() - calledAt), 0));
    };
    const listen = (): EventSource => {
      const source = new EventSource('./api/live');
      source.addEventListener('open', () => setState('live'));
      source.addEventListener('error', () => setState('lost'));
      source.addEventListener('spans', (event: MessageEvent<string>) => {
        const { traces, spans } = JSON.parse(event.data) as LiveAnswer;
        add(traces, spans);
      });
      return source;
    };
    // browsers keep six connections to a server: a hidden tab returns its own
    let source = document.hidden ? undefined : listen();
    const reconnect = (): void => {
      source?.close();
      source = document.hidden ? undefined : listen();
    };
    document.addEventListener('visibilitychange', reconnect);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', reconnect);
      source?.close();
    };
  }, [isOn]);
  return isOn ? state : 'lost';
}

/** Returns a function that sends all mounted queries of these names again. */
export function useRefresh(): (names: readonly QueryName[]) => void {
  const client = useQueryClient();
  return (names) =>
    void client.invalidateQueries({
      predicate: ({ queryKey: [name] }) => names.some((one) => one === name),
    });
}
