/** The output of a command, replaceable in tests. */
import { printable } from './printable.js';

export interface Terminal {
  /** Writes results, to stdout. */
  readonly out: (text: string) => void;
  /** Writes results that may be large, and resolves once their reader has taken them. */
  readonly flush: (text: string) => Promise<void>;
  /** Writes messages, to stderr. */
  readonly say: (text: string) => void;
  /** True if a person reads stdout. */
  readonly isTTY: boolean;
}

/** The terminal of this process. */
export const terminal: Terminal = {
  out: (text) => void process.stdout.write(printable(text)),
  flush: (text) => new Promise((resolve) => process.stdout.write(printable(text), () => resolve())),
  say: (text) => void process.stderr.write(printable(text)),
  isTTY: process.stdout.isTTY,
};

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
