/** How many ids a question puts into one `SELECT`: servers bound the length of a URL. */
export const MOST_IDS = 1000;

/** Ids in pieces of so many. */
export const pieces = <T>(ids: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(ids.length / MOST_IDS) }, (_, index) =>
    ids.slice(index * MOST_IDS, (index + 1) * MOST_IDS),
  );
