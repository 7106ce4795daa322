/** `npm run release`: what keeps it from starting. Its dry run is a check of `npm test` by itself. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

test.each([
  ['no version', [], 'expected a version, such as 1.2.3; found ""'],
  ['a version with its letter', ['v1.2.3'], 'expected a version, such as 1.2.3; found "v1.2.3"'],
  ['half a version, also in a dry run', ['--dry-run', '1.2'], 'expected a version, such as 1.2.3; found "1.2"'],
])('For %s it says what it expects, and does nothing', (_, args, message) => {
  const command = [join(ROOT, 'tools/release.mjs'), ...args];
  const { status, stderr, stdout } = spawnSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8' });
  expect(stderr).toBe(`release: ${message}.\n`);
  expect(stdout).toBe('');
  expect(status).toBe(1);
});
