/** The symbol of `using`, also where the runtime, or the types that a project is compiled with, do not have it. */

declare global {
  interface SymbolConstructor {
    // declared as in TypeScript's own types, for projects whose `lib` is older
    readonly dispose: unique symbol;
  }
}

/** `Symbol.dispose`; on Node 20.0 to 20.3 the symbol that esbuild, Babel and SWC write for it. */
export const DISPOSE: typeof Symbol.dispose =
  (Symbol as { dispose?: typeof Symbol.dispose }).dispose ?? (Symbol.for('Symbol.dispose') as typeof Symbol.dispose);
