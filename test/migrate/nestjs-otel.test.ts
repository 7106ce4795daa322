/** `spanlink migrate nestjs-otel`: an application that used nestjs-otel runs with spanlink, and has the same spans. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FIXTURE } from './fixture';

const ROOT = join(__dirname, '../..');
const COMMAND = join(ROOT, 'bin/spanlink.js');
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Writes files into a folder below this repository, where their packages are found. */
const write = (files: Readonly<Record<string, string>>): string => {
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.cache', 'migrate-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
};

const migrate = (cwd: string, ...args: string[]): { code: number | null; out: string; err: string } => {
  const command = [COMMAND, 'migrate', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd, encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
};

/** Compiles the application strictly, runs it, and returns its spans. */
const run = (folder: string): unknown => {
  const compiled = spawnSync(process.execPath, [TSC, '-p', folder], { encoding: 'utf8' });
  expect(compiled.stdout).toBe('');
  return JSON.parse(execFileSync(process.execPath, [join(folder, 'out/main.js')], { encoding: 'utf8' }));
};

test('An application of nestjs-otel compiles and runs with spanlink, with the same spans', () => {
  const folder = write(FIXTURE);
  const before = run(folder);
  const { code, out } = migrate(folder, 'nestjs-otel', 'src');
  expect(out).toBe('11 converted in 4 files, 0 left.\nNext: npm install spanlink && npm uninstall nestjs-otel\n');
  expect(code).toBe(0);
  for (const path of Object.keys(FIXTURE))
    expect(readFileSync(join(folder, path), 'utf8')).not.toContain('nestjs-otel');
  expect(run(folder)).toEqual(before);
  expect(before).toHaveLength(14);
  // it is done, and a second run has nothing to do
  expect(migrate(folder, 'nestjs-otel', 'src').out).toContain('0 converted in 0 files, 0 left.');
});

test('A dry run changes nothing, and prints a diff that git applies to the same result', () => {
  const [dry, real] = [write(FIXTURE), write(FIXTURE)];
  const { out, err } = migrate(dry, 'nestjs-otel', '--dry-run', 'src');
  expect(err).toContain('11 converted in 4 files, 0 left.');
  const contentOf = (folder: string): string[] =>
    Object.keys(FIXTURE).map((path) => readFileSync(join(folder, path), 'utf8'));
  expect(contentOf(dry)).toEqual(Object.values(FIXTURE));
  execFileSync('git', ['init', '--quiet'], { cwd: dry });
  execFileSync('git', ['apply'], { cwd: dry, input: out });
  migrate(real, 'nestjs-otel', 'src');
  expect(contentOf(dry)).toEqual(contentOf(real));
});

test('The files of packages and builds, and declarations, are left alone; others need not be parsed', () => {
  const code = "import { Span } from 'nestjs-otel';\nclass A { @Span() a() {} }";
  const folder = write({
    'src/a.tsx': code,
    'src/b.mts': code,
    'src/node_modules/c.ts': code,
    'src/dist/d.ts': code,
    'src/e.d.ts': code,
    'src/f.js': code,
    'src/g.ts': 'class {{{',
  });
  expect(migrate(folder, 'nestjs-otel', 'src').out).toContain('2 converted in 2 files, 0 left.');
  expect(readFileSync(join(folder, 'src/a.tsx'), 'utf8')).toContain("'spanlink'");
  expect(readFileSync(join(folder, 'src/node_modules/c.ts'), 'utf8')).toBe(code);
});

test.each([
  ['no path', ['nestjs-otel'], 'expected nestjs-otel and paths'],
  ['another package', ['other-otel', 'src'], 'expected nestjs-otel and paths'],
  ['an unknown option', ['nestjs-otel', '--force', 'src'], 'there is no option --force'],
  ['a path that is not there', ['nestjs-otel', 'no/such/path'], 'no/such/path'],
])('For %s it says what is wrong, and changes nothing', (_, args, message) => {
  const { code, err } = migrate(write({}), ...args);
  expect(err).toContain(message);
  expect(err).not.toContain('    at ');
  expect(code).toBe(2);
});
