/** Random numbers that are the same on every run. */

/** Creates a generator of numbers from 0 to 1 (mulberry32). */
export function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Creates an id generator for the SDK. */
export function seededIds(seed) {
  const random = seeded(seed);
  const hex = (words) =>
    Array.from({ length: words }, () =>
      Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    ).join('');
  return { generateTraceId: () => hex(4), generateSpanId: () => hex(2) };
}
