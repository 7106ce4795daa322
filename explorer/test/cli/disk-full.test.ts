/** A disk that is full: what was acknowledged stays, what was not is refused, and both go on when there is room. */
import { spawnSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StatusAnswer } from '../../api/answers';
import { closeAll, newFolder } from '../store/folder';
import { traceIdOf } from '../store/spans';
import { command, explorer, killAll, send } from './command';

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

(isMounted ? test : test.skip)(
  'A first start without room says so and leaves no torn tables, and a later one answers what it can read',
  async () => {
    const filler = join(disk, 'filler');
    const data = join(disk, 'new');
    const leave = (bytes: number): void => {
      rmSync(filler, { force: true });
      const { bavail, bsize } = statfsSync(disk);
      writeFileSync(filler, Buffer.alloc(bavail * bsize - bytes));
    };
    for (const left of [0, 8 * 1024, 256 * 1024, 4 * 1024 * 1024]) {
      leave(left);
      const { code, err } = await command(
        '--data',
        data,
        '--port',
        '0',
        '--otlp-http-port',
        '0',
        '--otlp-grpc-port',
        '0',
      );
      expect(err).toMatch(
        /^The data folder \S+ cannot be made: its disk has \d\.\d MiB left, and a new one takes 16 MiB/,
      );
      expect(code).toBe(1);
    }
    rmSync(filler);
    const { http, stop } = await explorer(['--data', data]);
    expect((await send(http, [traceIdOf(1)])).status).toBe(200);
    await stop();
    for (const left of [0, 256 * 1024]) {
      leave(left);
      const again = await explorer(['--data', data]);
      expect((await fetch(`${again.url}api/traces/${traceIdOf(1)}`)).status).toBe(200);
      await again.stop();
    }
  },
  120_000,
);
