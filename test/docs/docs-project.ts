/** A folder in which code of the documentation runs, as in a project that has installed the package. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { OPTIONS } from './compile';
import { ROOT } from './snippets';

/** How a program ended. */
export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project below the repository, where its packages are found. Remove it at the end. */
export class DocsProject {
  readonly #folder: string;

  constructor(type: 'module' | 'commonjs' = 'module') {
    const parent = join(ROOT, '.cache/docs');
    mkdirSync(parent, { recursive: true });
    this.#folder = mkdtempSync(join(parent, 'run-'));
    writeFileSync(join(this.#folder, 'package.json'), JSON.stringify({ type }));
  }

  /** Compiles a file, as far as it is not JavaScript, and writes it. `path` is that of the output. */
  write(path: string, text: string, { isLegacy = false, type = 'module' } = {}): void {
    const module = type === 'module' ? ts.ModuleKind.ES2022 : ts.ModuleKind.CommonJS;
    const compilerOptions = { ...OPTIONS, module, paths: {}, experimentalDecorators: isLegacy, noEmit: false };
    const { outputText } = ts.transpileModule(text, { compilerOptions: { ...compilerOptions, checkJs: false } });
    this.writeSource(path, outputText);
  }

  /** Writes a file as it is. */
  writeSource(path: string, text: string): void {
    const file = join(this.#folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** Runs Node to its end, with more variables of its environment. */
  async run(args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return new Promise((resolve) => {
      const { SPANLINK_DEBUG: _, ...env } = process.env;
      const options = { cwd: this.#folder, env: { ...env, ...more }, timeout: 50_000 };
      execFile(process.execPath, args, options, (error, stdout, stderr) => {
        resolve({ status: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
      });
    });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
