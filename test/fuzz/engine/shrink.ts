/** Makes an input shorter, as long as it does the same. */

/** The shorter inputs that are tried. */
const MOST_TRIES = 500;

/** Returns a shorter input, found by leaving out ranges, large ones first. */
export async function shrink(input: Buffer, isSame: (input: Buffer) => Promise<boolean>): Promise<Buffer> {
  let shortest = input;
  let tries = 0;
  for (let size = Math.ceil(input.length / 2); size >= 1; size = Math.floor(size / 2))
    for (let at = 0; at < shortest.length && tries < MOST_TRIES; tries++) {
      const shorter = Buffer.concat([shortest.subarray(0, at), shortest.subarray(at + size)]);
      if (await isSame(shorter)) shortest = shorter;
      else at += size;
    }
  return shortest;
}
