/** How many ids a question puts into one `SELECT`: servers bound the length of a URL. */
export const MOST_IDS = 1000;
