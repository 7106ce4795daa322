/** Data folders that hang, or that another process or user has: the start ends with the reason, and what to do. */
import { spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf, explorer, killAll, main } from '../cli/command';
import { closeAll, newFolder, openForTest } from './folder';

afterEach(closeAll);

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
