/** The index of a run's attempts in memory, by stage and item. */
import type { Attempt, StageKey } from '../../../../lib/ledger/ledger.js';
import { StageItem } from './stage-item.js';

type Key = Pick<StageKey, 'stage' | 'item'>;

/** The items of a run's stages that have attempts. */
export class StageItems {
  /** By stage, then by item. */
  readonly #stages = new Map<string, Map<string, StageItem>>();

  find({ stage, item }: Key): StageItem | undefined {
    return this.#stages.get(stage)?.get(item);
  }

  findOrAdd({ stage, item }: Key): StageItem {
    let items = this.#stages.get(stage);
    if (items === undefined) this.#stages.set(stage, (items = new Map<string, StageItem>()));
    let found = items.get(item);
    if (found === undefined) items.set(item, (found = new StageItem()));
    return found;
  }

  /** Returns the last attempt with a span at each item of the stages, in the order of the run. */
  lastAttempts(stages: readonly string[]): Attempt[] {
    const attempts: Attempt[] = [];
    for (const stage of new Set(stages)) {
      for (const { last } of this.#stages.get(stage)?.values() ?? []) {
        if (last !== undefined) attempts.push(last);
      }
    }
    return attempts.sort((one, other) => one.sequence - other.sequence);
  }

  forget(attempt: Attempt): void {
    const { stage, item } = attempt;
    const items = this.#stages.get(stage);
    const found = items?.get(item);
    found?.forget(attempt);
    // with its count, or a run of endless items would grow without bound
    if (found?.isEmpty) items?.delete(item);
    if (items?.size === 0) this.#stages.delete(stage);
  }
}
