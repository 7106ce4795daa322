/**
 * Drops what was added first to a map or a set that has more than `limit` keys: a tenth at once, as a fresh iterator
 * passes all keys that were deleted before it finds the first one left.
 *
 * @param limit The keys that it may have.
 *
 * @example
 * known.add(id);
 * dropOldest(known, 10_000);
 */
export function dropOldest<K>(kept: Map<K, unknown> | Set<K>, limit: number): void {
  if (kept.size <= limit) return;
  const most = limit - Math.floor(limit / 10);
  for (const key of kept.keys()) {
    if (kept.size <= most) return;
    kept.delete(key);
  }
}
