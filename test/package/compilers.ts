/** The compilers that the package's types are for, from the least to the newest one, in the ways they find packages. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './packed-package';

/** The compilers' folders. */
export const COMPILERS = {
  '5.2': 'test/package/compilers/typescript-5.2',
  '5.9': 'test/package/compilers/typescript-5.9',
  '6': '.',
  '7': 'test/package/compilers/typescript-7',
} as const;

/** A version of TypeScript. */
export type Compiler = keyof typeof COMPILERS;

/** Compiler options of each way to find a package. */
export const RESOLUTIONS = {
  node10: { module: 'commonjs', moduleResolution: 'node10' },
  node16: { module: 'node16', moduleResolution: 'node16' },
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
} as const;

/** A way to find a package. */
export type Resolution = keyof typeof RESOLUTIONS;

/** All ways of all compilers. */
export const WAYS: readonly (readonly [Compiler, Resolution])[] = (Object.keys(COMPILERS) as Compiler[]).flatMap(
  (compiler) =>
    (Object.keys(RESOLUTIONS) as Resolution[])
      // TypeScript 7 has it no more
      .filter((resolution) => compiler !== '7' || resolution !== 'node10')
      .map((resolution) => [compiler, resolution] as const),
);

/** Settings of a project that a test compiles. */
export interface Compilation {
  readonly compiler: Compiler;
  readonly resolution: Resolution;
  readonly files: readonly string[];
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Every strictness beyond `strict`, by the version that has it first. */
const STRICTNESS: readonly (readonly [number, Readonly<Record<string, boolean>>])[] = [
  [5.2, { strict: true, skipLibCheck: false, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true }],
  [5.2, { noImplicitOverride: true, noImplicitReturns: true, noPropertyAccessFromIndexSignature: true }],
  [5.2, { noFallthroughCasesInSwitch: true, noUnusedLocals: true, noUnusedParameters: true, isolatedModules: true }],
  [5.2, { allowUnreachableCode: false, allowUnusedLabels: false, forceConsistentCasingInFileNames: true }],
  [5.9, { noUncheckedSideEffectImports: true, erasableSyntaxOnly: true }],
];

/** Writes the settings of a project, as strict as can be, declarations of others included. Returns their path. */
export function writeSettings(project: string, { compiler, resolution, files, options = {} }: Compilation): string {
  const compilerOptions = {
    ...RESOLUTIONS[resolution],
    // node10 is deprecated
    ...(compiler === '6' && resolution === 'node10' ? { ignoreDeprecations: '6.0' } : {}),
    ...{ target: 'es2022', lib: ['es2022'], types: [], noEmit: true },
    ...Object.assign({}, ...STRICTNESS.filter(([since]) => since <= Number(compiler)).map(([, strict]) => strict)),
    ...options,
  };
  const text = JSON.stringify({ compilerOptions, files });
  const name = createHash('sha256').update(text).digest('hex').slice(0, 8);
  const config = join(project, `tsconfig.${compiler}.${name}.json`);
  writeFileSync(config, text);
  return config;
}

/**
 * Compiles files of a project.
 *
 * @returns The errors in the files and in the package; those that other packages have on their own are left out.
 */
export async function compile(project: string, compilation: Compilation): Promise<string> {
  const config = writeSettings(project, compilation);
  const tsc = join(ROOT, COMPILERS[compilation.compiler], 'node_modules/typescript/bin/tsc');
  try {
    await promisify(execFile)(process.execPath, [tsc, '-p', config, '--pretty', 'false'], { cwd: project });
    return '';
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    if (stdout === undefined || stdout === '') throw error;
    return ownErrors(stdout);
  }
}

/** Returns the errors that are not in the declarations of other packages alone. */
export const ownErrors = (text: string): string => text.split('\n').filter(isOurs).join('\n');

/** An error's line begins with its file, but for one about the options; details of it are indented. */
function isOurs(line: string): boolean {
  return /^\S/.test(line) && !/^[^(]*node_modules\/(?!spanlink\/)/.test(line);
}
