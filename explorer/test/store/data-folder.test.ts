/** Folders that cannot be a data folder: the error says why, and what to do, and nothing is changed. */
import { spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, commandOf, explorer, killAll, main } from '../cli/command';
import { closeAll, newFolder, openForTest } from './folder';

afterEach(closeAll);

/** Makes a path in a new folder that is no folder. */
const KINDS: readonly (readonly [what: string, make: (folder: string) => string, reason: string])[] = [
  ['a file', (folder) => fileIn(folder), 'is no folder'],
  ['below a file', (folder) => join(fileIn(folder), 'data'), 'is no folder'],
  ['a link to nowhere', (folder) => linkIn(folder, join(folder, 'nowhere')), 'leads nowhere'],
  ['a link to itself', (folder) => linkIn(folder, join(folder, 'link')), 'leads nowhere'],
  ['below a link to nowhere', (folder) => join(linkIn(folder, join(folder, 'nowhere')), 'data'), 'leads nowhere'],
  ['a name that is too long', (folder) => join(folder, 'x'.repeat(300)), 'ENAMETOOLONG'],
];

function fileIn(folder: string): string {
  writeFileSync(join(folder, 'file'), 'mine');
  return join(folder, 'file');
}

function linkIn(folder: string, to: string): string {
  symlinkSync(to, join(folder, 'link'));
  return join(folder, 'link');
}

describe.each(KINDS)('%s', (_, make, reason) => {
  test('is no data folder, and the start and doctor both say why', async () => {
    const data = make(newFolder());
    const expected = expect.stringMatching(
      new RegExp(`The data folder ${data} cannot be used: .*${reason}.* Give another folder with --data`),
    ) as string;
    await expect(openForTest({ data })).rejects.toMatchObject({ message: expected });
    const { code, out } = await command('doctor', '--data', data, '--port', '0');
    expect([code, out]).toEqual([1, expected]);
  });
});

// a library before that of the system, in which a call never returns, as on a file server that is gone
const HANGING = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>
static void hang(const char *path) { if (strstr(path, "/gone/")) for (;;) pause(); }
int mkdir(const char *path, mode_t mode) {
  hang(path);
  return ((int (*)(const char *, mode_t))dlsym(RTLD_NEXT, "mkdir"))(path, mode);
}
`;
const hasCompiler = spawnSync('cc', ['--version']).status === 0;

(hasCompiler ? test : test.skip)('Where making a folder never returns, the start ends with what to do', async () => {
  const folder = newFolder();
  const [source, library] = [join(folder, 'hang.c'), join(folder, 'hang.so')];
  writeFileSync(source, HANGING);
  expect(spawnSync('cc', ['-shared', '-fPIC', '-o', library, source]).status).toBe(0);
  mkdirSync(join(folder, 'gone'));
  const data = join(folder, 'gone', 'data');
  const ports = ['--port', '0', '--otlp-http-port', '0', '--otlp-grpc-port', '0'];
  const { code, err } = await commandOf(main, ['--data', data, ...ports], { LD_PRELOAD: library });
  expect([code, err]).toEqual([
    1,
    `The data folder ${data} cannot be used: its file system did not answer within 10 seconds, as one over a network ` +
      'whose server is gone. Check what is mounted there, or give another folder with --data.\n',
  ]);
});

test('Where a file system refuses all folders, the start ends with the reason', async () => {
  await expect(openForTest({ data: '/proc/spanlink/data' })).rejects.toThrow(/cannot be used: .*ENOENT/);
});

test('A folder that a link leads to is a data folder', async () => {
  const folder = newFolder();
  mkdirSync(join(folder, 'real'));
  await expect(openForTest({ data: linkIn(folder, join(folder, 'real')) })).resolves.toBeDefined();
});

const isRoot = process.getuid?.() === 0;
const PORTS = ['--port', '0', '--otlp-http-port', '0', '--otlp-grpc-port', '0'];

// as root, other users and containers can be had
(isRoot ? describe : describe.skip)('A data folder', () => {
  afterEach(killAll);

  test.each([
    ['of the system', [], /process \d+ has it open/],
    ['of another container', ['unshare', '--pid', '--fork', '--mount-proc'], /another container .* has it open/],
  ])('that a process has open is refused to one %s without a word of the engine', async (_what, before, who) => {
    const data = join(newFolder(), 'data');
    await explorer(['--data', data]);
    const [file = process.execPath, ...rest] = [...before, process.execPath, main, '--data', data, ...PORTS];
    const { status, stdout, stderr } = spawnSync(file, rest, { encoding: 'utf8' });
    expect([status, stdout, stderr]).toEqual([1, '', expect.stringMatching(who)]);
    expect(stderr).toMatch(
      /^The data folder .* could not be opened: .* or give this one another folder with --data\.\n$/,
    );
  });

  test.each(['status', 'store', 'metadata'])('whose %s is of another user names --data', async (name) => {
    const folder = newFolder();
    const data = join(folder, 'data');
    await (await openForTest({ data })).close();
    writeFileSync(join(data, 'status'), '');
    chownSync(folder, 65_534, 65_534);
    for (const entry of ['', ...readdirSync(data)].filter((each) => each !== name))
      chownSync(join(data, entry), 65_534, 0);
    const asNobody = ['--reuid', '65534', '--clear-groups', process.execPath, main, '--data', data, ...PORTS];
    const { status, stderr } = spawnSync('setpriv', asNobody, { encoding: 'utf8' });
    expect([status, stderr]).toEqual([
      1,
      `The data folder ${data} cannot be used: ${join(data, name)} may not be written by this user (EACCES). ` +
        'Give another folder with --data.\n',
    ]);
  });
});
