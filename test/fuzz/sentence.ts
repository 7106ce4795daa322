/** Sentences that users are told. */

const SLIPS = /undefined|\[object \w|NaN|is not a function|Cannot read prop/g;

/** Throws if a sentence has what only a slip of our code would say; what it quotes of the input may be anything. */
export function checkSentence(sentence: string, input: string): void {
  const quoted = input.toLowerCase();
  for (const [slip] of sentence.matchAll(SLIPS))
    if (!quoted.includes(slip.toLowerCase())) throw new Error(`expected a sentence for users, and found “${sentence}”`);
}
