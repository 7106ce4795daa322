/** The one connection of the page to the events of arriving spans. */
import type { LiveAnswer } from '../../api/answers.js';

export type LiveState = 'connecting' | 'live' | 'lost';

export interface LiveListener {
  readonly onSpans: (event: LiveAnswer) => void;
  /** Called once events come, at first and after each gap: what was sent before them is not among them. */
  readonly onOpen: () => void;
}

/** Milliseconds until a connection that a server or a proxy refused is tried again. */
const RETRY_DELAY = 2_000;

/** Connects while the tab is visible; a connection that is lost, or refused, is tried again for ever. */
export class LiveFeed {
  readonly #listeners = new Set<LiveListener>();
  readonly #watchers = new Set<() => void>();
  #state: LiveState = 'connecting';
  #source: EventSource | undefined;
  #retry = 0;

  /** Connects; returns a function that disconnects. */
  readonly start = (): (() => void) => {
    document.addEventListener('visibilitychange', this.#connect);
    this.#connect();
    return () => {
      document.removeEventListener('visibilitychange', this.#connect);
      this.#disconnect();
    };
  };

  /** Reports events until the returned function is called. */
  listen(listener: LiveListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Calls back when the state changes, until the returned function is called. */
  readonly watch = (changed: () => void): (() => void) => {
    this.#watchers.add(changed);
    return () => void this.#watchers.delete(changed);
  };

  readonly state = (): LiveState => this.#state;

  readonly #connect = (): void => {
    this.#disconnect();
    // browsers keep six connections to a server: a hidden tab returns its own
    if (document.hidden) return;
    const source = new EventSource('./api/live');
    this.#source = source;
    source.addEventListener('open', () => {
      this.#setState('live');
      for (const { onOpen } of this.#listeners) onOpen();
    });
    source.addEventListener('error', () => {
      this.#setState('lost');
      // the browser itself retries a connection that ended, but none that was refused
      if (source.readyState === EventSource.CLOSED) this.#retry = window.setTimeout(this.#connect, RETRY_DELAY);
    });
    source.addEventListener('spans', ({ data }: MessageEvent<string>) => {
      const event = JSON.parse(data) as LiveAnswer;
      for (const { onSpans } of this.#listeners) onSpans(event);
    });
  };

  #disconnect(): void {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = undefined;
  }

  #setState(state: LiveState): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const changed of this.#watchers) changed();
  }
}

export const liveFeed = new LiveFeed();
