/** The command where the embedded engine is not there, as on platforms without a build of it. */
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { command, commandOf, explorer, killAll, main, send } from './command';
import { closeAll, newFolder } from '../store/folder';
import { startClickhouse } from '../store/clickhouse-server';
import { traceIdOf } from '../store/spans';
import manifest from '../../package.json';

const ROOT = join(__dirname, '..', '..');

/** Installs the command into a folder of its own with all its packages but the engine's, which `add` may put there. */
function install(add: (modules: string) => void = () => {}): string {
  const modules = join(newFolder(), 'node_modules');
  const own = join(modules, '@spanlink', 'explorer');
  mkdirSync(own, { recursive: true });
  cpSync(dirname(dirname(dirname(main))), join(own, 'dist'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(own, 'package.json'));
  for (const name of [...Object.keys(manifest.dependencies), '@clickhouse/client-common']) linkTo(modules, name);
  add(modules);
  return join(own, 'dist', 'server', 'cli', 'main.js');
}

function linkTo(modules: string, name: string): void {
  const [inner, outer] = [join(ROOT, 'node_modules', name), join(ROOT, '..', 'node_modules', name)];
  mkdirSync(dirname(join(modules, name)), { recursive: true });
  symlinkSync(existsSync(inner) ? inner : outer, join(modules, name));
}

const copyChdb = (modules: string): void =>
  cpSync(join(ROOT, '..', 'node_modules', 'chdb'), join(modules, 'chdb'), { recursive: true });

/** A build that cannot be loaded, as one of another version or for a later C library. */
function addBrokenBuild(modules: string): void {
  copyChdb(modules);
  const build = join(
    modules,
    '@chdb',
    `lib-${process.platform}-${process.arch}${process.platform === 'linux' ? '-gnu' : ''}`,
  );
  mkdirSync(build, { recursive: true });
  writeFileSync(join(build, 'package.json'), '{ "main": "index.js" }');
  writeFileSync(join(build, 'index.js'), 'throw new Error("GLIBC_2.99 not found\\nand more");');
}

/** Has a process take its platform for another one. */
const on = (platform: string, arch: string): Readonly<Record<string, string>> => ({
  NODE_OPTIONS:
    `--import "data:text/javascript,Object.defineProperty(process,'platform',{value:'${platform}'});` +
    `Object.defineProperty(process,'arch',{value:'${arch}'})"`,
});

afterEach(async () => {
  await killAll();
  await closeAll();
});

test('Help, versions, questions to a running explorer and its doctor need no engine', async () => {
  const program = install();
  const { url, http } = await explorer(['--data', newFolder()]);
  await send(http, [traceIdOf(7)]);
  for (const [args, out] of [
    [['--help'], /OTEL_EXPORTER_OTLP_ENDPOINT/],
    [['help', 'query'], /causal graph/],
    [['--version'], /^\d+\.\d+\.\d+\n$/],
    [['query', 'search', '--url', url], new RegExp(traceIdOf(7))],
    [['export', `trace=${traceIdOf(7)}`, '--url', url], /resourceSpans/],
    [['doctor', '--url', url], /All is well/],
  ] as const)
    expect([args, await commandOf(program, args)]).toEqual([
      args,
      { code: 0, out: expect.stringMatching(out) as string, err: '' },
    ]);
});

test('With a ClickHouse server, the explorer receives, stores and answers without an engine', async () => {
  const program = install();
  const server = await startClickhouse(newFolder());
  try {
    const { http, url, stop } = await explorer(['--clickhouse', server.url], {}, program);
    expect((await send(http, [traceIdOf(7)])).status).toBe(200);
    const { out } = await command('query', 'search', '--url', url);
    expect(out).toContain(traceIdOf(7));
    expect(await stop()).toBe(0);
    const store = await commandOf(program, ['query', 'search', '--clickhouse', server.url]);
    expect([store.code, store.out]).toEqual([0, expect.stringContaining(traceIdOf(7))]);
  } finally {
    await server.close();
  }
});

describe.each([
  [
    'the packages are left out',
    undefined,
    {},
    /packages chdb and @chdb\/lib-\S+ \(about 540 MB on the disk\) are not installed/,
  ],
  [
    'the build alone is left out',
    copyChdb,
    {},
    /packages chdb and @chdb\/lib-\S+ \(about 540 MB on the disk\) are not installed/,
  ],
  ['the build cannot be loaded', addBrokenBuild, {}, /cannot be loaded: .*GLIBC_2\.99 not found Delete node_modules/],
  [
    'it is Windows',
    copyChdb,
    on('win32', 'x64'),
    /builds for macOS and for Linux with glibc.*this is win32 x64\. On Windows, WSL 2/,
  ],
  ['it is another processor', copyChdb, on('linux', 'riscv64'), /x64 and arm64, and this is linux riscv64\./],
] as const)('Where %s', (_what, add, env, reason) => {
  test('a data folder is refused with what to do, and nothing is made', async () => {
    const program = install(add);
    const folder = newFolder();
    const data = join(folder, 'data');
    const file = join(folder, 'spans.json');
    writeFileSync(file, '{"resourceSpans":[]}');
    for (const args of [
      ['--data', data],
      ['open', file],
      ['doctor', '--data', data],
    ]) {
      const ports = ['--port', '0', ...(args[0] === 'open' ? [] : ['--otlp-http-port', '0', '--otlp-grpc-port', '0'])];
      const { code, out, err } = await commandOf(program, [...args, ...ports], {
        ...env,
        TMPDIR: folder,
        TEMP: folder,
      });
      expect([args, code, out + err]).toEqual([args, 1, expect.stringMatching(reason)]);
      expect(out + err).toContain('give a ClickHouse server with --clickhouse');
      expect(out + err).not.toMatch(/node:internal|\n {4}at /);
    }
    expect(readdirSync(folder)).toEqual(['spans.json']);
  });
});
