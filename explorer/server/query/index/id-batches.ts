/** Batches of ids, as many as one `SELECT` may contain. */

/** The ids in one `SELECT`: servers limit the length of a URL. */
export const MAX_IDS = 1000;

/** Splits ids into batches of {@link MAX_IDS}. */
export const inBatches = <T>(ids: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(ids.length / MAX_IDS) }, (_, index) =>
    ids.slice(index * MAX_IDS, (index + 1) * MAX_IDS),
  );
