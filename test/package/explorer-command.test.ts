/** The command `spanlink-explorer`: in a fresh clone, and of the packed package. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PackedPackage, ROOT } from './packed-package';

const { dependencies, version, ...manifest } = JSON.parse(
  readFileSync(join(ROOT, 'explorer/package.json'), 'utf8'),
) as { dependencies: Record<string, string>; version: string; bin: Record<string, string> };

test('in a fresh clone npm links it, and it says what to do until it is built', () => {
  const clone = mkdtempSync(join(tmpdir(), 'spanlink-clone-'));
  try {
    mkdirSync(join(clone, 'explorer'));
    writeFileSync(join(clone, 'package.json'), JSON.stringify({ private: true, workspaces: ['explorer'] }));
    // without dependencies, which npm would download
    const { name, type, bin } = manifest as unknown as Record<string, unknown>;
    writeFileSync(join(clone, 'explorer/package.json'), JSON.stringify({ name, version, type, bin }));
    cpSync(join(ROOT, 'explorer/bin'), join(clone, 'explorer/bin'), { recursive: true });
    execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund'], { cwd: clone, stdio: 'ignore' });
    const run = (): [number | null, string, string] => {
      const options = { cwd: clone, encoding: 'utf8' } as const;
      const { status, stdout, stderr } = spawnSync(join('node_modules/.bin/spanlink-explorer'), ['a', '-b'], options);
      return [status, stdout, stderr];
    };
    expect(run()).toEqual([
      1,
      '',
      'spanlink-explorer: not built yet; run `npm run build --workspace explorer` in the repository, and try again.\n',
    ]);
    mkdirSync(join(clone, 'explorer/dist/server/cli'), { recursive: true });
    writeFileSync(
      join(clone, 'explorer/dist/server/cli/main.js'),
      'console.log(process.argv.slice(2).join()); process.exit(3);',
    );
    expect(run()).toEqual([3, 'a,-b\n', '']);
  } finally {
    rmSync(clone, { recursive: true, force: true });
  }
});

test('the packed package has it, built; without the engine it says so where spans would be kept', () => {
  const packed = new PackedPackage('explorer');
  try {
    const folders = Object.keys(dependencies).map((name) => {
      const own = join('explorer/node_modules', name);
      return [name, existsSync(join(ROOT, own)) ? own : join('node_modules', name)] as const;
    });
    const project = packed.install('@spanlink/explorer', Object.fromEntries(folders));
    const command = join(project, 'node_modules/@spanlink/explorer', manifest.bin['spanlink-explorer'] as string);
    expect(execFileSync(process.execPath, [command, '--version'], { cwd: project, encoding: 'utf8' })).toBe(
      `${version}\n`,
    );
    const data = join(project, 'data');
    const { status, stderr } = spawnSync(process.execPath, [command, '--data', data, '--port', '0'], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([1, expect.stringContaining('The embedded engine (chDB) is not there: ')]);
    expect(existsSync(data)).toBe(false);
  } finally {
    packed.remove();
  }
});
