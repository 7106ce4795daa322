/** The tests of docs/testing.md pass in Jest and in Vitest, with the configuration that the page names. */
import { join } from 'node:path';
import { DocsProject } from './docs-project';
import { ROOT, snippetsOfPages } from './snippets';

const JEST = join(ROOT, 'node_modules/jest/bin/jest.js');
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');

const PAGES = ['docs/testing.md', 'docs/toolchain.md'];
const files = snippetsOfPages().filter(({ file }) => PAGES.includes(file));

/** Makes a project of files of these pages. */
function projectOf(paths: readonly string[], tsconfig: object, type: 'module' | 'commonjs'): DocsProject {
  const project = new DocsProject(type);
  for (const path of paths) {
    const found = files.find((one) => one.path === path);
    if (found === undefined) throw new Error(`expected a page with the file ${path}`);
    project.writeSource(path, found.code);
  }
  project.writeSource('tsconfig.json', JSON.stringify({ compilerOptions: tsconfig }));
  return project;
}

const MODELS = [
  ['standard', {}],
  ['legacy', { experimentalDecorators: true }],
] as const;

const STRICT = { target: 'es2022', lib: ['es2022', 'esnext.disposable'], strict: true, skipLibCheck: true };

test.each(MODELS)('Jest, with %s decorators', async (_, model) => {
  const tsconfig = { ...STRICT, ...model, module: 'node16', types: ['node', 'jest'] };
  const project = projectOf(['src/orders.ts', 'jest.config.cjs', 'test/orders.test.ts'], tsconfig, 'commonjs');
  try {
    // with a cache of its own: the other model has the same files
    const { status, stderr } = await project.run([JEST, '--ci', '--no-cache']);
    expect({ status, output: status === 0 ? '' : stderr }).toEqual({ status: 0, output: '' });
    expect(stderr).toContain('1 passed, 1 total');
  } finally {
    project.remove();
  }
});

test.each([
  ['standard', ['vitest.config.ts']],
  ['legacy', []],
] as const)('Vitest, with %s decorators', async (model, config) => {
  const tsconfig = { ...STRICT, ...Object.fromEntries(MODELS)[model], module: 'preserve', types: ['node'] };
  const project = projectOf(['src/orders.ts', 'test/orders.spec.ts', ...config], tsconfig, 'module');
  try {
    const { status, stdout, stderr } = await project.run([
      ...[VITEST, 'run', '--reporter=json', '--pool=threads'],
      ...['--root', '.', '--no-color'],
    ]);
    expect({ status, output: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, output: '' });
    expect(JSON.parse(stdout)).toMatchObject({ numPassedTests: 1, numTotalTests: 1 });
  } finally {
    project.remove();
  }
});
