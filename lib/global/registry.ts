/** State of the whole process, which every copy of this package shares. */

/**
 * Declares state that a process has once, whichever copy of the package asks for it first (ESM beside CommonJS, two
 * versions): each room registers its own. Nothing is made before the first call, so that an import has no effect.
 *
 * @param name The state's key is `Symbol.for('spanlink.<name>')` on `globalThis`.
 * @param make Makes the state for the first copy that asks.
 * @returns A function that returns the state.
 *
 * ```ts
 * const reportedSites = registered('reported-sites', () => new Set<string>());
 * reportedSites().add('linksFrom');
 * ```
 */
export function registered<State extends object>(name: string, make: () => State): () => State {
  let state: State | undefined;
  return () => (state ??= (globalThis as Record<symbol, State | undefined>)[Symbol.for(`spanlink.${name}`)] ??= make());
}
