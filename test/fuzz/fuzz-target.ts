/** What a file in `targets` exports as `target`: a reader of something that strangers send, and what it promises. */
export interface FuzzTarget {
  /** Inputs to begin with: one of each form that is read. */
  readonly seeds: readonly (string | Uint8Array)[];
  /** Words to put into inputs, beside the literals and the names of properties in the code. */
  readonly words?: readonly string[];
  /** The most bytes of an input; 1,024 without. */
  readonly longest?: number;
  /** The steps, blocks of code that are entered, that an input may take for each of its bytes; 100 without. */
  readonly stepsPerByte?: number;
  /** Returns the bytes that an input stands for, where it may be packed; without, those that it has. */
  sizeOf?(input: Buffer): number | Promise<number>;
  /** Inputs that stand for more bytes are left out. */
  readonly largestSize?: number;
  /**
   * Reads one input, and throws where it breaks a promise. What it returns is compared with that of a second time.
   *
   * @param input The bytes, which are its own.
   */
  run(input: Buffer): unknown;
}
