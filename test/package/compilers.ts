/** The compilers that the package's types are for, from the least to the newest one, in the ways they find packages. */
import { execFile } from 'node:child_process';
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

/**
 * Compiles files of a project as strictly as can be, declarations of the package included, without the types of Node.
 *
 * @returns The errors in the files and in the package; those that other packages have on their own are left out.
 */
export async function compile(
  project: string,
  { compiler, resolution, files, options = {} }: Compilation,
): Promise<string> {
  const config = join(project, `tsconfig.${compiler}.${resolution}.${JSON.stringify(options).length}.json`);
  const compilerOptions = {
    ...RESOLUTIONS[resolution],
    // node10 is deprecated
    ...(compiler === '6' && resolution === 'node10' ? { ignoreDeprecations: '6.0' } : {}),
    target: 'es2022',
    lib: ['es2022'],
    types: [],
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    ...options,
  };
  writeFileSync(config, JSON.stringify({ compilerOptions, files }));
  const tsc = join(ROOT, COMPILERS[compiler], 'node_modules/typescript/bin/tsc');
  try {
    await promisify(execFile)(process.execPath, [tsc, '-p', config, '--pretty', 'false'], { cwd: project });
    return '';
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    if (stdout === undefined || stdout === '') throw error;
    return stdout.split('\n').filter(isOurs).join('\n');
  }
}

/** An error's line begins with its file, but for one about the options; details of it are indented. */
function isOurs(line: string): boolean {
  return /^\S/.test(line) && !/^[^(]*node_modules\/(?!spanlink\/)/.test(line);
}
