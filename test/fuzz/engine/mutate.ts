/** Makes a new input of others: a few changes to one of them. */
import type { Random } from './random';

/** What changes are made of. */
export interface Material {
  readonly random: Random;
  readonly words: readonly Buffer[];
  readonly longest: number;
  /** Returns another input that is kept. */
  other(): Buffer;
}

type Change = (input: Buffer, material: Material) => Buffer;

const MOST_CHANGES = 6;
const EDGES = [0, 1, 0x09, 0x0a, 0x20, 0x22, 0x2c, 0x2d, 0x30, 0x5c, 0x7b, 0x7f, 0x80, 0xc0, 0xff];
const NUMBERS = ['0', '-1', '1e999', '4294967296', '9007199254740993', '18446744073709551615', '18446744073709551616'];

/** Returns an input that differs from the given one, which stays as it is. */
export function mutate(input: Buffer, material: Material): Buffer {
  const { random, longest } = material;
  let mutated = input;
  // mostly few, so that one that is right is not undone by the next
  for (let left = 1 + random(1 + random(MOST_CHANGES)); left > 0; left--) {
    const change = CHANGES[random(CHANGES.length)] as Change;
    mutated = change(mutated, material);
  }
  return mutated.subarray(0, longest);
}

const withByte = (input: Buffer, at: number, byte: number): Buffer => {
  const copy = Buffer.from(input);
  if (copy.length > 0) copy[at] = byte;
  return copy;
};

const splice = (input: Buffer, from: number, to: number, added: Uint8Array): Buffer =>
  Buffer.concat([input.subarray(0, from), added, input.subarray(to)]);

/** Returns a range of the input, mostly a short one. */
function range({ length }: Buffer, random: Random): [from: number, to: number] {
  const from = random(length + 1);
  return [from, Math.min(length, from + 1 + random(random(4) === 0 ? length + 1 : 8))];
}

/** Returns the range of a word: of letters, digits and the like around a place. */
function wordIn(input: Buffer, random: Random): [from: number, to: number] {
  let from = random(input.length + 1);
  let to = from;
  while (from > 0 && isOfWord(input[from - 1])) from--;
  while (to < input.length && isOfWord(input[to])) to++;
  return [from, to];
}

const isOfWord = (byte: number | undefined): boolean => byte !== undefined && /[\w-]/.test(String.fromCharCode(byte));

const CHANGES: readonly Change[] = [
  (input, { random }) => {
    const at = random(input.length);
    return withByte(input, at, (input[at] ?? 0) ^ (1 << random(8)));
  },
  (input, { random }) => withByte(input, random(input.length), random(256)),
  (input, { random }) => withByte(input, random(input.length), EDGES[random(EDGES.length)] as number),
  (input, { random }) => {
    const at = random(input.length);
    return withByte(input, at, (input[at] ?? 0) + random(9) - 4);
  },
  (input, { random }) => {
    const at = random(input.length + 1);
    return splice(
      input,
      at,
      at,
      Buffer.from([random(2) === 0 ? random(256) : (EDGES[random(EDGES.length)] as number)]),
    );
  },
  (input, { random }) => splice(input, ...range(input, random), Buffer.alloc(0)),
  (input, { random }) => {
    const [from, to] = range(input, random);
    const at = random(input.length + 1);
    return splice(input, at, at, input.subarray(from, to));
  },
  (input, { random }) => {
    const [from, to] = range(input, random);
    return splice(
      input,
      from,
      to,
      Buffer.concat(Array.from({ length: 2 + random(30) }, () => input.subarray(from, to))),
    );
  },
  (input, { random, words }) => {
    const at = random(input.length + 1);
    return splice(input, at, at, words[random(words.length)] ?? Buffer.alloc(0));
  },
  (input, { random, words }) => splice(input, ...range(input, random), words[random(words.length)] ?? Buffer.alloc(0)),
  (input, { random, words }) => splice(input, ...wordIn(input, random), words[random(words.length)] ?? Buffer.alloc(0)),
  (input, { random }) => splice(input, ...range(input, random), Buffer.from(NUMBERS[random(NUMBERS.length)] as string)),
  (input, { random, other }) => {
    const from = other();
    return splice(input, ...range(input, random), from.subarray(...range(from, random)));
  },
  (input, { random, other }) => {
    const behind = other();
    return Buffer.concat([input.subarray(0, random(input.length + 1)), behind.subarray(random(behind.length + 1))]);
  },
];
