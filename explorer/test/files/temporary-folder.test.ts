/** The folder in which `open` has its store. */
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTemporaryFolder } from '../../server/files/temporary-folder';

test('Only its owner reads a temporary folder, which is gone once it is removed, with what is in it', () => {
  const listeners = process.listenerCount('exit');
  const { path, remove } = createTemporaryFolder();
  writeFileSync(join(path, 'part'), 'spans');
  expect(statSync(path).mode & 0o077).toBe(0);
  expect(process.listenerCount('exit')).toBe(listeners + 1);
  remove();
  expect([existsSync(path), process.listenerCount('exit')]).toEqual([false, listeners]);
});
