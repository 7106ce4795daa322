/**
 * Memory of bodies that is used again: new memory for each takes as long to be cleared, and to be collected, as its
 * spans take to be decoded.
 */

const KIB = 1024;
/** The sizes that are kept, and how many of each. */
const SIZES = [32, 64, 128, 256, 512].map((kib) => kib * KIB);
const MIN_BYTES = 16 * KIB;
const MAX_IDLE = 32;

const idle = new Map<number, Buffer[]>(SIZES.map((size) => [size, []]));

/** Returns the size of the memory to take for so many bytes. */
export const pooledSize = (bytes: number): number =>
  bytes < MIN_BYTES ? bytes : (SIZES.find((size) => size >= bytes) ?? bytes);

/** Returns memory, with anything in it. */
export const takeBuffer = (size: number): Buffer => idle.get(size)?.pop() ?? Buffer.allocUnsafeSlow(size);

/** Takes memory back, which nothing must use any more. */
export function giveBuffer(buffer: Buffer): void {
  const ofSize = idle.get(buffer.length);
  if (ofSize && ofSize.length < MAX_IDLE) ofSize.push(buffer);
}
