/** The attempts of a run, grouped by stage and item. */
import type { RunAttempt } from '../../../api/answers.js';

export interface Stage {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** The number of items whose last attempt failed. */
  readonly failed: number;
  readonly items: readonly Item[];
}

export interface Item {
  /** Empty in a stage without items. */
  readonly name: string;
  /** Ordered by their number. */
  readonly attempts: readonly RunAttempt[];
}

/** Groups attempts. Stages and items are in the order of their first start. */
export function groupByStage(attempts: readonly RunAttempt[]): Stage[] {
  const stages = new Map<string, Map<string, RunAttempt[]>>();
  for (const attempt of attempts.toSorted((one, other) => one.span.start - other.span.start)) {
    const items = stages.get(attempt.stage) ?? new Map<string, RunAttempt[]>();
    items.set(attempt.item ?? '', [...(items.get(attempt.item ?? '') ?? []), attempt]);
    stages.set(attempt.stage, items);
  }
  return [...stages].map(([name, byItem]) => {
    const items = [...byItem].map(([item, tries]) => ({
      name: item,
      attempts: tries.toSorted((one, other) => one.attempt - other.attempt),
    }));
    const spans = items.flatMap((item) => item.attempts.map(({ span }) => span));
    return {
      name,
      items,
      start: Math.min(...spans.map(({ start }) => start)),
      end: Math.max(...spans.map(({ start, duration }) => start + duration)),
      failed: items.filter((item) => item.attempts.at(-1)?.span.status === 'error').length,
    };
  });
}
