/** Where a command writes, so that a test can read it. */

export interface Terminal {
  /** What was asked for. */
  readonly out: (text: string) => void;
  /** What is said about it. */
  readonly say: (text: string) => void;
  /** Whether a person looks at it. */
  readonly isTTY: boolean;
}

/** This process's. */
export const terminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  say: (text) => void process.stderr.write(text),
  isTTY: process.stdout.isTTY,
};

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
