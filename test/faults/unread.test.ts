/** Nobody reads the output of the process any more: what we write is lost, and is no error. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { FORMATS } from '../fixtures/applications';
import { applicationOf } from './build';

test.each(FORMATS)('In %s, a process goes on, and hears only of what it wrote itself', async (format) => {
  const folder = applicationOf(format);
  const child = fork(join(folder, 'unread.js'), { cwd: folder, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const ended = once(child, 'exit');
  const streams = [child.stdout, child.stderr] as Readable[];
  const [printed, told] = await Promise.all(streams.map(async (stream) => String(await once(stream, 'data'))));
  expect(printed).toContain('└─ work');
  expect(told).toMatch(/^spanlink: work: started span/);
  await Promise.all(streams.map((stream) => once(stream.destroy(), 'close')));
  child.send('closed');
  const [seen] = (await once(child, 'message')) as unknown[];
  expect(seen).toEqual({ errors: ['write EPIPE'], listeners: 0 });
  expect(await ended).toEqual([0, null]);
});
