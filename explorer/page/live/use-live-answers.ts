/** Answers that follow what arrives, for a view. */
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError, type QueryName } from '../data/api-client.js';
import { liveFeed } from './live-feed.js';
import { setPaused, usePaused } from './live-pause.js';
import { Refresher } from './refresher.js';

export interface LiveAnswersOptions {
  /** The questions that are asked again. */
  readonly questions: readonly QueryName[];
  /** Returns true if spans of one of these traces, or with links to one, change the view; by default, any do. */
  readonly isTouched?: (traces: ReadonlySet<string>) => boolean;
  /** True if spans of other traces may change the view as well, which only the questions can tell. */
  readonly mayChange?: boolean;
  /** True if the view holds still for now, although it is not paused. */
  readonly isHeld?: boolean;
  /** Another scope is another view: what waited for the one before is forgotten. */
  readonly scope: string;
}

export interface LiveAnswers {
  /** The spans that arrived while the view was paused or held. */
  readonly waiting: number;
  /** Shows them, and ends the pause. */
  readonly show: () => void;
}

/** Milliseconds for which spans wait that change the view perhaps, and for which a question waits that failed. */
const PERHAPS = 5_000;

const ANY = (): boolean => true;

export function useLiveAnswers(options: LiveAnswersOptions): LiveAnswers {
  const client = useQueryClient();
  const { scope, isHeld = false } = options;
  const isStill = usePaused() || isHeld;
  const [waiting, setWaiting] = useState(0);
  const latest = useRef({ ...options, isStill });
  latest.current = { ...options, isStill };
  const refresher = useRef<Refresher>(undefined);
  const isForced = useRef(false);

  useEffect(() => {
    const one = new Refresher(async () => {
      // the next connection asks, or the end of the pause
      if (document.hidden || (latest.current.isStill && !isForced.current)) return;
      isForced.current = false;
      const again = await askAgain(client, latest.current.questions);
      if (again !== undefined) one.request(again);
      await nextFrame();
    });
    refresher.current = one;
    const stopListening = liveFeed.listen({
      onSpans: ({ traces, spans, isCut = false }) => {
        const { isTouched = ANY, mayChange = false, isStill: waits } = latest.current;
        const isSure = isTouched(new Set(traces));
        if (waits && isSure) setWaiting((before) => before + spans);
        else if (isSure) one.request();
        else if (!waits && (isCut || mayChange)) one.request(PERHAPS);
      },
      onOpen: () => one.request(),
    });
    return () => {
      stopListening();
      one.stop();
    };
  }, [client]);

  const [stillScope, setStillScope] = useState(scope);
  if (stillScope !== scope) {
    setStillScope(scope);
    setWaiting(0);
  }
  const wasStill = useRef(isStill);
  useEffect(() => {
    if (wasStill.current && !isStill) {
      setWaiting(0);
      refresher.current?.request();
    }
    wasStill.current = isStill;
  }, [isStill]);

  const show = useCallback(() => {
    setWaiting(0);
    setPaused(false);
    isForced.current = true;
    refresher.current?.request();
  }, []);
  return { waiting, show };
}

/**
 * Asks the questions of the mounted components again.
 *
 * @returns the milliseconds after which that has to be repeated: an answer was on its way already, or there was none
 */
async function askAgain(client: QueryClient, names: readonly QueryName[]): Promise<number | undefined> {
  const filters = {
    type: 'active',
    predicate: ({ queryKey: [name] }: { readonly queryKey: readonly unknown[] }) => names.some((one) => one === name),
  } as const;
  const wasAsking = client.isFetching(filters) > 0;
  await client.invalidateQueries(filters, { cancelRefetch: false });
  if (wasAsking) return 0;
  const asked = client.getQueryCache().findAll(filters);
  return asked.some(({ state: { error } }) => error !== null && !isFinal(error)) ? PERHAPS : undefined;
}

/** Returns true if the same question has the same error until something arrives. */
const isFinal = (error: Error): boolean => error instanceof ApiError && error.status >= 400 && error.status < 500;

/** Resolves once what was rendered is drawn, or at once in a hidden tab, which draws nothing. */
const nextFrame = (): Promise<unknown> =>
  document.hidden ? Promise.resolve() : new Promise((resolve) => requestAnimationFrame(resolve));
