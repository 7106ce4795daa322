/** The compiler that reads the application's code: its own, or one that was installed beside this package. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type ts from 'typescript';

/** TypeScript's own API. */
export type TypeScript = typeof ts;

/**
 * Loads TypeScript.
 *
 * @param folder The folder of the application.
 * @throws if none is installed, or only a version without an API for programs, as 7 is; the error says what to do.
 */
export async function loadTypeScript(folder: string): Promise<TypeScript> {
  const found = [requireFrom(folder), await importOwn()].filter((one) => one !== undefined);
  const usable = found.find((one) => typeof one.createSourceFile === 'function');
  if (usable !== undefined) return usable;
  const version = found[0] === undefined ? 'none' : `version ${found[0].version}, which has none`;
  throw new Error(
    `expected TypeScript 5 or 6, whose API reads your code; found ${version}. ` +
      'Run it with one beside it: npx --package=spanlink --package=typescript@6 spanlink migrate …',
  );
}

function requireFrom(folder: string): TypeScript | undefined {
  try {
    return createRequire(join(folder, 'package.json'))('typescript') as TypeScript;
  } catch {
    return undefined;
  }
}

async function importOwn(): Promise<TypeScript | undefined> {
  try {
    // a module of CommonJS is its own default
    const { default: own } = (await import('typescript')) as { readonly default: TypeScript };
    return own;
  } catch {
    return undefined;
  }
}
