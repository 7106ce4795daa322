/** The name of a runtime that is no Node. */
export type RuntimeName = 'Bun' | 'Deno';
/** Their versions, and the package and the path of the binary on this platform. */
export const RUNTIMES: Readonly<Record<RuntimeName, { readonly version: string }>>;
/** Returns the path of a runtime, or `undefined` if it is not installed in its version. */
export function findRuntime(name: RuntimeName): string | undefined;
/** Installs those that are missing. */
export function installRuntimes(): void;
