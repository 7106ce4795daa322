/** Opens what keeping takes: the exporter, the forwarder and the keeper. */
import type { TriedRulesAnswer } from '../../api/dry-run.js';
import type { Store } from '../store/open-store.js';
import type { NativeBlock } from '../store/span-block.js';
import { createExporter } from './forward/create-exporter.js';
import type { Endpoint } from './forward/endpoint.js';
import { Forwarder, newForwardCounts } from './forward/forwarder.js';
import { isOwnAddress } from './forward/own-address.js';
import { DiskRoom } from './disk-room.js';
import type { HeldRows } from './held-requests.js';
import { Keeper } from './keeper.js';
import { decisionCounts } from './keeping-counts.js';
import type { KeepingCounts } from './keeping-counts.js';
import { SharedKeeper } from './share/shared-keeper.js';
import { tryRules } from './try-rules.js';
import type { Trial } from './try-rules.js';
import type { KeepRules } from './rules/keep-rules.js';

export interface KeepOptions {
  readonly rules: KeepRules;
  readonly endpoint: Endpoint;
  /** The bytes of the data folder's disk that stay free; 0 for none, and by default 1 GiB or 5 % of it. */
  readonly minFree?: number;
}

export interface Keeping {
  /** Takes a request, and returns what is held of it. */
  hold(request: Buffer): HeldRows;
  /** Notes spans that were stored and are not held, as those of a file. */
  noteOthers(block: NativeBlock): void;
  /**
   * Starts to decide and to forward.
   *
   * @param listening the addresses of this process
   * @throws an error if spans would be forwarded to one of them
   */
  start(listening: readonly string[]): Promise<void>;
  counts(): KeepingCounts;
  /** Says what rules would keep of what is held. */
  tryRules(trial: Trial): Promise<TriedRulesAnswer>;
  /** Stops, and leaves what is undone to the next start. */
  close(): Promise<void>;
}

/**
 * @param data the data folder; undefined on a server
 * @param onNotice called with a sentence about what does not go as it should
 */
export async function openKeeping(
  store: Store,
  { rules, endpoint, minFree }: KeepOptions,
  data: string | undefined,
  onNotice: (notice: string) => void,
): Promise<Keeping> {
  const counts = newForwardCounts();
  const openForwarder = (now?: () => number): Forwarder =>
    new Forwarder(createExporter(endpoint), endpoint, { onNotice, counts, ...(now && { now }) });
  let lastError = '';
  const onError = (error: unknown): void => {
    const text = error instanceof Error ? error.message : String(error);
    if (text !== lastError) onNotice(`Keeping failed, and is tried again: ${text}`);
    lastError = text;
  };
  const diskRoom =
    data === undefined ? undefined : new DiskRoom({ data, ...(minFree !== undefined && { minFree }), onNotice });
  // others on the same server may receive, too
  const keeper =
    store.storage === 'embedded'
      ? await Keeper.open({ store, rules, forwarder: openForwarder(), ...(diskRoom && { diskRoom }), onError })
      : await SharedKeeper.open({ store, rules, openForwarder, onNotice, onError });
  return {
    hold: (request) => keeper.hold(request),
    noteOthers: (block) => {
      keeper.noteOthers(block.traces());
      keeper.noteOthers(block.linkedTraces());
    },
    start: async (listening) => {
      if (await isOwnAddress(endpoint.url, listening))
        throw new Error(
          `--forward ${endpoint.url.origin} is this explorer itself. Give the address of another receiver, ` +
            'or have this one listen on other ports with --otlp-http-port and --otlp-grpc-port.',
        );
      keeper.start();
    },
    counts: () => {
      const decided = keeper.counts();
      const { waiting, lag } = decided;
      return {
        ...{ waiting, lag, ...decisionCounts(rules, decided), forwarding: { ...counts } },
        isDeciding: keeper.isDeciding,
        deletedSpans: diskRoom?.deletedSpans ?? 0,
      };
    },
    tryRules: (trial) => tryRules(store, rules, trial),
    close: () => keeper.close(),
  };
}
