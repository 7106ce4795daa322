/** What came with the latest answers: marked for a moment, and announced now and then. */
import { useEffect, useRef, useState } from 'react';
import { announce } from './announcer.js';

/** Milliseconds for which news are marked. */
const MARKED = 4_000;
/** The least milliseconds between two announcements: a screen reader takes seconds for each. */
const SILENCE = 10_000;

const NONE: ReadonlySet<string> = new Set();

export interface NewsOptions {
  /** The keys of all that is on the screen; `undefined` while that is not of this scope. */
  readonly keys: readonly string[] | undefined;
  /** What is shown: the first keys of another scope are no news. */
  readonly scope: string;
  /** What all of it is; announced once for each scope. */
  readonly summary: string;
  /** Returns an announcement of news by their keys. */
  readonly describe: (news: readonly string[]) => string;
}

/** Returns the keys of what came lately. */
export function useNews({ keys, scope, summary, describe }: NewsOptions): ReadonlySet<string> {
  const [marked, setMarked] = useState(NONE);
  const known = useRef<{ readonly scope: string; readonly keys: ReadonlySet<string> }>(undefined);
  const unsaid = useRef<string[]>([]);
  const said = useRef({ at: -Infinity, timer: 0 });
  const timers = useRef(new Set<number>());
  const latest = useRef({ summary, describe });
  latest.current = { summary, describe };

  useEffect(() => {
    if (keys === undefined) return;
    const before = known.current;
    known.current = { scope, keys: new Set(keys) };
    if (before?.scope !== scope) {
      unsaid.current = [];
      setMarked(NONE);
      announce(`Shown: ${latest.current.summary}`);
      return;
    }
    const news = keys.filter((key) => !before.keys.has(key));
    if (news.length === 0) return;
    setMarked((marks) => new Set([...marks, ...news]));
    const timer = window.setTimeout(() => {
      timers.current.delete(timer);
      const old = new Set(news);
      setMarked((marks) => new Set([...marks].filter((key) => !old.has(key))));
    }, MARKED);
    timers.current.add(timer);
    unsaid.current.push(...news);
    said.current.timer ||= window.setTimeout(
      () => {
        said.current.at = performance.now();
        said.current.timer = 0;
        if (unsaid.current.length > 0) announce(latest.current.describe([...new Set(unsaid.current)]));
        unsaid.current = [];
      },
      Math.max(said.current.at + SILENCE - performance.now(), 0),
    );
  }, [keys, scope]);

  useEffect(() => {
    const [marks, saying] = [timers.current, said.current];
    return () => {
      for (const timer of marks) clearTimeout(timer);
      clearTimeout(saying.timer);
    };
  }, []);
  return marked;
}
