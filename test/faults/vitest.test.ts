/** Methods under the fake timers of Vitest, in a run of its own. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

test('under the fake timers of Vitest, advanced and not, methods, spans and links are as without', async () => {
  const vitest = join(__dirname, '../../node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', '--root', join(__dirname, 'vitest'), '--reporter', 'json'];
  const env = { PATH: process.env.PATH, HOME: process.env.HOME };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env }).catch((error: unknown) => {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(stdout + stderr);
  });
  expect(JSON.parse(stdout)).toMatchObject({ numPassedTests: 3, numFailedTests: 0, success: true });
});
