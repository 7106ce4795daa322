/** What many stories, which are followed at once, read of the index. */
import { IndexCache } from '../query/index/index-cache.js';
import { createStoreReader } from '../store/store-reader.js';
import type { ReadableStore } from '../store/store-reader.js';

// down to some twenty traces of a batch, whose rows are no more than one query reads
const SPLITS = 5;

/** @param signal aborted when nobody waits for the stories any more */
export const createStoryCache = (store: ReadableStore, signal?: AbortSignal): IndexCache =>
  new IndexCache(createStoreReader(store, signal && { signal }), { splits: SPLITS });
