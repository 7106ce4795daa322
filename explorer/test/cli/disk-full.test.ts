/** A disk that is full: what was acknowledged stays, what was not is refused, and both go on when there is room. */
import { spawnSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StatusAnswer } from '../../api/answers';
import { closeAll, newFolder } from '../store/folder';
import { traceIdOf } from '../store/spans';
import { explorer, killAll, send } from './command';

// a disk of its own, which only root can mount
const disk = newFolder();
const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', disk]).status === 0;

afterEach(killAll);

afterAll(async () => {
  if (isMounted) spawnSync('umount', ['--lazy', disk]);
  await closeAll();
});

(isMounted ? test : test.skip)(
  'No acknowledged span is lost when the disk is full, and others are refused',
  async () => {
    const data = join(disk, 'data');
    const { url, http, stop } = await explorer(['--data', data]);
    const acknowledged: string[] = [];
    let next = 1;
    const sendSome = async (): Promise<number> => {
      const traces = Array.from({ length: 200 }, () => traceIdOf((next += 1)));
      const { status } = await send(http, traces);
      if (status === 200) acknowledged.push(...traces);
      return status;
    };
    expect(await sendSome()).toBe(200);
    const filler = join(disk, 'filler');
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(filler, Buffer.alloc(Math.max(bavail * bsize - 512 * 1024, 0)));
    let status = 200;
    for (let requests = 0; status === 200 && requests < 2000; requests += 1) status = await sendSome();
    expect(status).toBe(503);
    rmSync(filler);
    expect(await sendSome()).toBe(200);

    const found = async (page: string): Promise<string[]> => {
      const missing = [];
      for (const trace of [...acknowledged.slice(0, 50), ...acknowledged.slice(-300)])
        if ((await fetch(`${page}api/traces/${trace}`)).status !== 200) missing.push(trace);
      return missing;
    };
    expect(await found(url)).toEqual([]);
    await stop();
    const again = await explorer(['--data', data]);
    expect(await found(again.url)).toEqual([]);
    const { spans, lost } = (await (await fetch(`${again.url}api/status`)).json()) as StatusAnswer;
    expect(spans).toBeGreaterThanOrEqual(acknowledged.length);
    expect(lost).toBeUndefined();
    await again.stop();
  },
  120_000,
);
