/** A language with a worker in `test/temporal`. */
export type Language = 'Go' | 'Java' | 'Python';

export const LANGUAGES: readonly Language[];

/** Returns the command that starts a worker, with its arguments; `undefined` where its SDK is not installed. */
export function findWorker(
  language: Language,
  ...args: string[]
):
  | { readonly binary: string; readonly args: readonly string[]; readonly env?: Readonly<Record<string, string>> }
  | undefined;

/** Installs those that are missing, as far as this machine can have them. */
export function installWorkers(): void;
