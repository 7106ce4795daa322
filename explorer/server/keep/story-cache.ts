/** What many stories, which are followed at once, read of the index. */
import { IndexCache } from '../query/index/index-cache.js';
import { createStoreReader } from '../store/store-reader.js';
import type { ReadableStore } from '../store/store-reader.js';

// down to some twenty traces of a batch, whose rows are no more than one query reads
const SPLITS = 5;

export const createStoryCache = (store: ReadableStore): IndexCache =>
  new IndexCache(createStoreReader(store), { splits: SPLITS });
