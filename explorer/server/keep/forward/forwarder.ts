/** Forwards requests to a receiver, one after the other, and tries each until it is accepted. */
import { setTimeout } from 'node:timers/promises';
import type { Endpoint } from './endpoint.js';
import type { ExportResult } from './export-result.js';
import type { Exporter } from './exporter.js';

/** A request of OTLP. */
export interface ForwardedRequest {
  readonly request: Buffer;
  readonly spans: number;
  /** Milliseconds since 1970 until which it is tried. */
  readonly until: number;
}

/** The end of a request: `stopped` leaves it to the next start. */
export type ForwardOutcome = 'accepted' | 'refused' | 'expired' | 'stopped';

/** Counts since the start. */
export interface ForwardCounts {
  /** Spans that the receiver accepted. */
  readonly forwarded: number;
  /** Spans that it rejected from requests that it accepted. */
  readonly rejected: number;
  /** Spans of requests that it refused for good. */
  readonly refused: number;
  /** Spans of requests that it did not accept in time. */
  readonly expired: number;
  readonly retries: number;
}

export interface ForwarderOptions {
  /** Called with a sentence when the receiver is not reached, when it is again, and when it refuses spans. */
  readonly onNotice?: (notice: string) => void;
  /** Waits between tries; rejects when aborted. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
  readonly now?: () => number;
  /** Goes on with the counts of another one. */
  readonly counts?: MutableCounts;
}

type MutableCounts = { -readonly [Name in keyof ForwardCounts]: ForwardCounts[Name] };

/** Returns counts of nothing. */
export const newForwardCounts = (): MutableCounts => ({
  ...{ forwarded: 0, rejected: 0, refused: 0, expired: 0, retries: 0 },
});

const FIRST_DELAY = 1000;
const MAX_DELAY = 30_000;
/** What a receiver may ask for: a mistake of its must not stop everything for a day. */
const MAX_RETRY_AFTER = 600_000;

export class Forwarder {
  readonly #exporter: Exporter;
  readonly #receiver: string;
  readonly #secrets: readonly string[];
  readonly #onNotice: (notice: string) => void;
  readonly #wait: NonNullable<ForwarderOptions['wait']>;
  readonly #now: () => number;
  readonly #stop = new AbortController();
  readonly #counts: MutableCounts;
  /** When the receiver was not reached for the first time since it last was. */
  #unavailableSince: number | undefined;
  #lastRefusal = '';

  constructor(exporter: Exporter, { url, headers }: Pick<Endpoint, 'url' | 'headers'>, options: ForwarderOptions = {}) {
    this.#exporter = exporter;
    this.#receiver = url.origin;
    this.#secrets = Object.values(headers).flatMap((value) => [value, ...value.split(/\s+/)]);
    this.#onNotice = options.onNotice ?? (() => {});
    this.#wait =
      options.wait ?? ((milliseconds, signal) => setTimeout(milliseconds, undefined, { signal, ref: false }));
    this.#now = options.now ?? Date.now;
    this.#counts = options.counts ?? newForwardCounts();
  }

  counts(): ForwardCounts {
    return { ...this.#counts };
  }

  /** Sends a request, again and again if need be. Never rejects. The next one has to wait for the end of this one. */
  async send({ request, spans, until }: ForwardedRequest): Promise<ForwardOutcome> {
    for (let tries = 0; !this.#stop.signal.aborted; tries += 1) {
      const result = await this.#exporter.export(request);
      if (result.outcome === 'accepted') return this.#accept(result, spans);
      if (result.outcome === 'refused') return this.#refuse(result.reason, spans);
      this.#noteUnavailable(result.reason);
      const left = until - this.#now();
      if (left <= 0) {
        this.#counts.expired += spans;
        return 'expired';
      }
      this.#counts.retries += 1;
      await this.#wait(Math.min(delayAfter(tries, result.retryAfter), left), this.#stop.signal).catch(() => {});
    }
    return 'stopped';
  }

  /** Tries no request again: the one under way ends as stopped, unless its answer comes. */
  stop(): void {
    this.#stop.abort();
  }

  /** Closes the connections, with what is under way on them. */
  close(): void {
    this.#stop.abort();
    this.#exporter.close();
  }

  #accept({ rejectedSpans, message }: ExportResult & { readonly outcome: 'accepted' }, spans: number): 'accepted' {
    const rejected = Math.min(rejectedSpans, spans);
    this.#counts.forwarded += spans - rejected;
    this.#counts.rejected += rejected;
    if (this.#unavailableSince !== undefined) {
      const seconds = Math.round((this.#now() - this.#unavailableSince) / 1000);
      this.#say(`takes spans again, after ${seconds} s.`);
    }
    this.#unavailableSince = undefined;
    if (rejected > 0) this.#sayRefusal(`rejects spans that were forwarded: ${message || 'it does not say why'}`);
    else if (message !== '') this.#sayRefusal(`says of spans that were forwarded: ${message}`);
    return 'accepted';
  }

  #refuse(reason: string, spans: number): 'refused' {
    this.#counts.refused += spans;
    this.#unavailableSince = undefined;
    this.#sayRefusal(`refuses spans, which must not be sent again: ${reason}`);
    return 'refused';
  }

  #noteUnavailable(reason: string): void {
    if (this.#unavailableSince === undefined && !this.#stop.signal.aborted)
      this.#say(`does not take spans, which are held meanwhile: ${reason}.`);
    this.#unavailableSince ??= this.#now();
  }

  /** Says it once, however many requests it is true of. */
  #sayRefusal(text: string): void {
    if (text !== this.#lastRefusal) this.#say(`${text}.`);
    this.#lastRefusal = text;
  }

  #say(text: string): void {
    this.#onNotice(this.#withoutSecrets(`${this.#receiver} ${text}`));
  }

  /** A receiver may repeat what it was sent. */
  #withoutSecrets(text: string): string {
    return this.#secrets.reduce((rest, secret) => (secret.length > 3 ? rest.replaceAll(secret, '…') : rest), text);
  }
}

/** Returns the milliseconds until the next try: longer each time, with a jitter, or what the receiver asks for. */
function delayAfter(tries: number, retryAfter: number | undefined): number {
  const backoff = Math.min(FIRST_DELAY * 2 ** tries, MAX_DELAY) * (0.5 + Math.random() / 2);
  return Math.max(backoff, Math.min(retryAfter ?? 0, MAX_RETRY_AFTER));
}
