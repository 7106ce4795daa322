/** Decisions by probability: the Collector's hash of a trace id, and OpenTelemetry's thresholds. */

const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;
const MAX_HASH = 2n ** 64n - 1n;
/** The values of OpenTelemetry's randomness. */
const RANDOM_VALUES = 2n ** 56n;
const DIGITS = 14;
const PRECISION = 4;

/** Returns a predicate of trace ids that is true of a share of them, of the same as in the Collector. */
export function hashSampler(percentage: number, salt: string): (traceId: string) => boolean {
  const threshold = hashThreshold(percentage / 100);
  const start = fnv1a(FNV_OFFSET, Buffer.from(salt));
  return (traceId) => fnv1a(start, Buffer.from(traceId, 'hex')) <= threshold;
}

function fnv1a(hash: bigint, bytes: Uint8Array): bigint {
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * FNV_PRIME);
  return hash;
}

function hashThreshold(ratio: number): bigint {
  if (ratio >= 1) return MAX_HASH;
  // scaled by a power of two, no digit of the ratio is lost
  const scale = 2n ** 120n;
  return (MAX_HASH * BigInt(Math.floor(ratio * Number(scale)))) / scale;
}

/**
 * Returns the rejection threshold of a probability, 14 hexadecimal digits of which four count, as OpenTelemetry
 * recommends; undefined if nothing is sampled.
 */
export function thresholdOf(probability: number): string | undefined {
  if (probability >= 1) return '0'.repeat(DIGITS);
  const sampled = BigInt(Math.round(probability * Number(RANDOM_VALUES)));
  if (sampled < 1n) return undefined;
  const exact = RANDOM_VALUES - sampled;
  const leading = /^f*/.exec(toDigits(exact))?.[0].length ?? 0;
  const unit = 16n ** BigInt(Math.max(DIGITS - PRECISION - leading, 0));
  const rounded = ((exact + unit / 2n) / unit) * unit;
  return toDigits(rounded < RANDOM_VALUES ? rounded : exact);
}

/** Returns the threshold of passing two samplers that decide independently. */
export function multiplyThresholds(one: string, other: string): string {
  const sampled = (threshold: string): bigint => RANDOM_VALUES - BigInt(`0x${threshold}`);
  const both = (sampled(one) * sampled(other)) / RANDOM_VALUES;
  return toDigits(RANDOM_VALUES - (both < 1n ? 1n : both));
}

/** Returns the randomness of a trace id: its last 56 bits. */
export const randomnessOf = (traceId: string): string => traceId.slice(-DIGITS);

const toDigits = (value: bigint): string => value.toString(16).padStart(DIGITS, '0');
