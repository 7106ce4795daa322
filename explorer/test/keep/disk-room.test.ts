/** A disk that is nearly full: what is not kept goes first, the oldest before the others, and what is kept stays. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import parse from 'parse-prometheus-text-format';
import type { KeptAnswer } from '../../api/answers';
import { command, explorer, killAll } from '../cli/command';
import type { Started } from '../cli/command';
import { post } from '../receive/receiving';
import { closeAll, newFolder } from '../store/folder';
import { because, ERRORS, failed, namesOf, spanOf } from './keeping';
import { closeReceivers, httpReceiver } from './receivers';
import type { HttpReply } from './receivers';
import { encodeRequest, traceId } from './requests';
import type { TestSpan } from './requests';

// a disk of its own, which only root can mount
const disk = newFolder();
const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=320m', 'tmpfs', disk]).status === 0;
const onDisk = isMounted ? test : test.skip;
const MEBIBYTE = 1024 ** 2;

afterEach(async () => {
  await killAll();
  closeReceivers();
});

afterAll(async () => {
  if (isMounted) spawnSync('umount', ['--lazy', disk]);
  await closeAll();
});

let files = 0;
function rules(): string {
  const file = join(disk, `keep-${(files += 1)}.yaml`);
  writeFileSync(file, `decision_wait: 0s\npolicies: [${ERRORS}]\n`);
  return file;
}

async function send({ http }: Started, ...spans: TestSpan[]): Promise<void> {
  expect((await post(http, encodeRequest({ spans }))).status).toBe(200);
}

async function keptOf({ url }: Started, trace: string): Promise<KeptAnswer> {
  const response = await fetch(new URL(`/api/traces/${traceId(trace)}/kept`, url));
  return (await response.json()) as KeptAnswer;
}

async function metricOf({ url }: Started, name: string): Promise<number> {
  const families = parse(await (await fetch(new URL('/metrics', url))).text()) as {
    name: string;
    metrics: { value: string }[];
  }[];
  return Number(families.find((family) => family.name === name)?.metrics[0]?.value);
}

const freeMiB = (): number => {
  const { bavail, bsize } = statfsSync(disk);
  return (bavail * bsize) / MEBIBYTE;
};

let noises = 0;
/** Sends a mebibyte that no engine can compress, and returns the names of the traces. */
async function sendNoise(to: Started): Promise<string[]> {
  const names = Array.from({ length: 64 }, () => `noise ${(noises += 1)}`);
  await send(
    to,
    ...names.map((name) => spanOf(name, { attributes: { noise: randomBytes(12 * 1024).toString('base64') } })),
  );
  return names;
}

onDisk(
  'The oldest traces that are not kept go before their time, and those that are kept survive until they are forwarded.',
  async () => {
    const replies: HttpReply[] = [{ status: 503 }];
    const backend = await httpReceiver(replies);
    const args = ['--data', join(disk, 'data'), '--keep', rules(), '--forward', backend.url];
    const first = await explorer([...args, '--min-free', '200MiB']);
    // the oldest of all, and kept one by one, so that they are in the parts that go
    const expected: string[] = [];
    const keepOne = async (to: Started): Promise<void> => {
      const number = expected.length / 2;
      await send(to, spanOf(`order ${number}`), spanOf(`bystander ${number}`, because(`order ${number}`)));
      await send(to, spanOf(`failure ${number}`, { ...failed, ...because(`order ${number}`) }));
      expected.push(`order ${number}`, `failure ${number}`);
    };
    await keepOne(first);
    const [oldest = ''] = await sendNoise(first);
    while ((await keptOf(first, 'failure 0')).state !== 'kept') await sendNoise(first);
    let newest = '';
    while ((await metricOf(first, 'spanlink_keep_deleted_spans_total')) < 600) {
      [newest = ''] = await sendNoise(first);
      await keepOne(first);
    }
    expect(first.output.err).toMatch(/has \d+ MiB left: the oldest traces that are not kept are deleted before their/);
    // part of a disk that fills up without end would be gone by now
    expect(freeMiB()).toBeGreaterThan(50);

    const gone = await keptOf(first, oldest);
    expect(gone).toMatchObject({ state: 'not_held', heldSpans: 0 });
    const now = Date.now() * 1000;
    expect(gone.goneAt).toBeGreaterThan(now - 600e6);
    expect(gone.goneAt).toBeLessThanOrEqual(now);
    expect(await keptOf(first, newest)).toMatchObject({ heldSpans: 1 });
    expect(await keptOf(first, 'order 0')).toMatchObject({ state: 'kept', heldSpans: 1 });

    await first.stop('SIGKILL');
    replies[0] = {};
    backend.received.splice(0);
    const again = await explorer([...args, '--min-free', '0']);
    const has = (): Set<string> => new Set(namesOf(backend));
    while (!expected.every((name) => has().has(name))) await backend.next();
    expect([...has()].filter((name) => !expected.includes(name))).toEqual([]);
    expect(await keptOf(again, oldest)).toMatchObject({ state: 'not_held', goneAt: gone.goneAt });
    await again.stop();
  },
  180_000,
);

onDisk('However little room is left, what is kept stays.', async () => {
  const backend = await httpReceiver();
  const args = ['--data', join(disk, 'kept'), '--keep', rules(), '--forward', backend.url];
  const first = await explorer([...args, '--min-free', '0']);
  await send(first, spanOf('failure', failed));
  while (!namesOf(backend).includes('failure')) await backend.next();
  await first.stop();
  const again = await explorer([...args, '--min-free', '1000GiB']);
  await send(again, spanOf('other'), spanOf('another'));
  while ((await metricOf(again, 'spanlink_keep_deleted_spans_total')) < 2);
  expect(again.output.err).toContain('are deleted before their time');
  expect(await keptOf(again, 'other')).toMatchObject({ state: 'not_held', heldSpans: 0 });
  expect(await keptOf(again, 'failure')).toMatchObject({ state: 'kept', heldSpans: 1 });
  await again.stop();
});

test.each(['2', '1GB', 'GiB', '1e9MiB'])('"%s" is no size to leave free.', async (size) => {
  const { code, err } = await command('--keep', '/none', '--forward', 'http://h:1', '--min-free', size);
  expect(err).toContain(`--min-free must be a size such as 500MiB or 2GiB, or 0 for none, and is "${size}".`);
  expect(code).toBe(2);
});
