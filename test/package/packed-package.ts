/** The package as npm packs it, installed into folders where nothing else is found. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The folder of the repository. */
export const ROOT = join(__dirname, '../..');

/** A package of this repository, packed once for all the folders it is installed into. */
export class PackedPackage {
  readonly #folder = mkdtempSync(join(tmpdir(), 'spanlink-packed-'));
  readonly #tarball: string;
  #folders = 0;

  /** @param from The package's folder in the repository. */
  constructor(from = '.') {
    const answer = npm(['pack', '--json', '--pack-destination', this.#folder], join(ROOT, from));
    const [{ filename, files }] = JSON.parse(answer) as [{ filename: string; files: { path: string }[] }];
    if (!files.some(({ path }) => path.startsWith('dist/')))
      throw new Error('the tests of the package use what is built: run `npm run build` first');
    this.#tarball = join(this.#folder, filename);
  }

  /**
   * Makes a project that has installed the package, and of other packages these alone, which are linked to.
   *
   * @param others The folder in the repository of each of the others, by its name.
   */
  install(name: string, others: Readonly<Record<string, string>>): string {
    const project = join(this.#folder, `project-${this.#folders++}`);
    const installed = join(project, 'node_modules', name);
    mkdirSync(installed, { recursive: true });
    // its own, as the name of a package.json further up may be that of the package
    writeFileSync(join(project, 'package.json'), '{ "private": true }');
    execFileSync('tar', ['-xzf', this.#tarball, '--strip-components=1', '-C', installed]);
    for (const [other, folder] of Object.entries(others)) {
      const link = join(project, 'node_modules', other);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(ROOT, folder), link);
    }
    return project;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function npm(args: readonly string[], cwd: string): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}
