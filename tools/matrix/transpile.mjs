// Compiles every TypeScript file of a folder by itself, as SWC, esbuild and Babel do.
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const requireFrom = (folder) => createRequire(join(root, folder, 'package.json'));
const isLegacy = ({ model }) => model === 'legacy';

/** Compiles a folder, `from` one `to` another, as a cell of the matrix says. */
export default async (options) => {
  const { compiler, from, to } = options;
  const transform = compilers[compiler](options);
  for (const path of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts')) continue;
    // what the model cannot say is no part of the program
    if (path.includes('legacy-only') && (!isLegacy(options) || compiler.startsWith('Babel'))) continue;
    const file = join(to, path.replace(/\.ts$/, '.js'));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, transform(readFileSync(join(from, path), 'utf8'), join(from, path)));
  }
};

/** Babel knows engines alone: those that have just what the version of ECMAScript has. */
const ENGINES = { es2017: 'node 8', es2020: 'node 14', es2022: 'node 18', esnext: 'node 20' };

function esbuild(options) {
  const { target, modules, defines } = options;
  const { transformSync } = requireFrom('.')('esbuild');
  const compilerOptions = { experimentalDecorators: isLegacy(options), useDefineForClassFields: defines };
  const format = modules === 'esm' ? 'esm' : 'cjs';
  return (code) =>
    transformSync(code, { loader: 'ts', target, format, platform: 'node', tsconfigRaw: { compilerOptions } }).code;
}

function swc(options, decoratorVersion) {
  const { target, modules, defines, metadata } = options;
  const { transformSync } = requireFrom('.')('@swc/core');
  const transform = {
    useDefineForClassFields: defines,
    ...(isLegacy(options) ? { legacyDecorator: true, decoratorMetadata: metadata } : { decoratorVersion }),
  };
  const jsc = { target, parser: { syntax: 'typescript', decorators: true }, transform };
  const module = { type: modules === 'esm' ? 'es6' : 'commonjs' };
  return (code) => transformSync(code, { swcrc: false, module, jsc }).code;
}

function babel(options, folder) {
  const { target, modules, defines } = options;
  const require = requireFrom(folder);
  const { transformSync } = require('@babel/core');
  const presets = [
    [
      require.resolve('@babel/preset-env'),
      { targets: ENGINES[target], modules: modules === 'esm' ? false : 'commonjs' },
    ],
    require.resolve('@babel/preset-typescript'),
  ];
  const version = isLegacy(options) ? 'legacy' : '2023-11';
  const plugins = [[require.resolve('@babel/plugin-proposal-decorators'), { version }]];
  const assumptions = { setPublicClassFields: !defines };
  return (code, filename) =>
    transformSync(code, { filename, presets, plugins, assumptions, configFile: false, babelrc: false }).code;
}

const compilers = {
  esbuild,
  'SWC 2022-03': (options) => swc(options, '2022-03'),
  'SWC 2023-11': (options) => swc(options, '2023-11'),
  'Babel 7': (options) => babel(options, '.'),
  'Babel 8': (options) => babel(options, 'test/package/compilers/babel-8'),
};
