/** Keeps the manifest of parts: after inserts, and when the store is closed. */
import type { Engine } from './engine.js';
import { listParts, writeManifest } from './part-manifest.js';
import type { StoreSchema } from './schema.js';

const PAUSE_MS = 1000;
/** The pause as a multiple of the time that listing takes: no more than a hundredth of the time goes into it. */
const PAUSE_FACTOR = 100;

export class ManifestWriter {
  readonly #engine: Engine;
  readonly #schema: StoreSchema;
  readonly #data: string;
  readonly #opened = Date.now();
  #refill: readonly string[] = [];
  #pause = PAUSE_MS;
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(engine: Engine, schema: StoreSchema, data: string) {
    this.#engine = engine;
    this.#schema = schema;
    this.#data = data;
  }

  /** Writes the manifest of an open folder. */
  open(refill: readonly string[]): Promise<void> {
    this.#refill = refill;
    return this.#save(false);
  }

  /** Notes that the index was filled anew. */
  refilled(): Promise<void> {
    return this.open([]);
  }

  /** Has the manifest written soon: parts have been added. */
  noteInsert(): void {
    this.#timer ??= setTimeout(() => {
      const startedAt = performance.now();
      // a disk that is full: an earlier manifest is as true
      void this.#save(false)
        .catch(() => {})
        .finally(() => {
          this.#pause = Math.max(PAUSE_MS, PAUSE_FACTOR * (performance.now() - startedAt));
          this.#timer = undefined;
        });
    }, this.#pause).unref();
  }

  /** Writes the manifest of a closed folder. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#save(true).catch(() => {});
  }

  #save(isClosed: boolean): Promise<void> {
    const saved = this.#saving
      .catch(() => {})
      .then(async () => {
        const listed = Date.now();
        const parts = await listParts(this.#engine, this.#schema);
        await writeManifest(this.#data, { opened: this.#opened, listed, isClosed, parts, refill: this.#refill });
      });
    this.#saving = saved;
    return saved;
  }
}
