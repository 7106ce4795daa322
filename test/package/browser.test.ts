/** A bundle for browsers that imports the packed package says that it is for servers, in one sentence. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import webpack from 'webpack';
import { PackedPackage, ROOT } from './packed-package';

const SENTENCE =
  /^spanlink traces methods on servers, and this is a bundle for browsers: import it in code of the server [^.]+\.$/;
const PROGRAM = `import { inSpan, startSpan } from 'spanlink';
globalThis.given = inSpan('work', () => startSpan('held').state);
`;

let packed: PackedPackage;
let project: string;
let entry: string;
beforeAll(() => {
  packed = new PackedPackage();
  project = packed.install('spanlink', { '@opentelemetry/api': 'node_modules/@opentelemetry/api' });
  entry = join(project, 'main.mjs');
  writeFileSync(entry, PROGRAM);
});
afterAll(() => packed.remove());

type Bundle = (file: string) => Promise<unknown>;

const byWebpack: Bundle = (file) =>
  new Promise((resolve, reject) =>
    webpack({ mode: 'production', target: 'web', entry, output: { path: project, filename: file } }, (error, stats) => {
      if (error === null && stats?.hasErrors() === false) resolve(undefined);
      else reject(error ?? new Error(stats?.toString('errors-only')));
    }),
  );

// Jest loads no modules of ES
const inNode: Bundle = (script) =>
  promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { cwd: ROOT });

const BUNDLERS: Readonly<Record<string, Bundle>> = {
  esbuild: (file) =>
    build({ entryPoints: [entry], outfile: join(project, file), bundle: true, platform: 'browser', format: 'iife' }),
  webpack: byWebpack,
  rolldown: (file) =>
    inNode(`import { rolldown } from 'rolldown';
      const bundle = await rolldown({ input: ${JSON.stringify(entry)}, platform: 'browser' });
      await bundle.write({ file: ${JSON.stringify(join(project, file))}, format: 'iife' });`),
  Vite: (file) =>
    inNode(`import { build } from 'vite';
      const lib = { entry: ${JSON.stringify(entry)}, formats: ['iife'], name: 'bundled', fileName: () => '${file}' };
      const options = { outDir: '.', emptyOutDir: false, minify: true, lib };
      await build({ root: ${JSON.stringify(project)}, configFile: false, logLevel: 'silent', build: options });`),
};

/** Runs a bundle where these globals are, and returns what the program has. */
function run(file: string, globals: object): unknown {
  const context = createContext({ ...globals });
  runInContext(readFileSync(join(project, file), 'utf8'), context);
  return runInContext('globalThis.given', context);
}

test.each(Object.keys(BUNDLERS))(
  'a bundle by %s says so where it is loaded, on a page and in a worker',
  async (name) => {
    const file = `${name}.js`;
    await BUNDLERS[name]?.(file);
    for (const globals of [{ document: {} }, { WorkerGlobalScope: class {} }])
      expect(() => run(file, globals)).toThrow(expect.objectContaining({ message: expect.stringMatching(SENTENCE) }));
  },
);

test('a bundle by webpack works where there is no browser, as in the isolate of a workflow', async () => {
  await byWebpack('isolate.js');
  expect(run('isolate.js', {})).toBe('disabled');
});

test('a bundle by another bundler says so wherever it runs', async () => {
  await BUNDLERS['esbuild']?.('elsewhere.js');
  expect(() => run('elsewhere.js', {})).toThrow(SENTENCE);
});

test('a bundler for workers of Cloudflare finds the package itself, though it names browsers, too', async () => {
  const { metafile } = await build({
    ...{ absWorkingDir: project, entryPoints: [entry], bundle: true, write: false, metafile: true },
    ...{ platform: 'browser', conditions: ['workerd', 'worker', 'browser'], external: ['node:*'], format: 'esm' },
  });
  expect(Object.keys(metafile.inputs)).toContain('node_modules/spanlink/dist/esm/index.js');
});
