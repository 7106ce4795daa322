// Bundles the entry points into one folder of dist.
import { resolve } from 'node:path';
import { transform } from 'esbuild';
import { rollup } from 'rollup';
import ts from 'typescript';
import { entriesOf } from './entries.mjs';

/** Modules in the isolate of a Temporal workflow: no Node is there, and no object of the others. */
const ISOLATED = /^integrations\/temporal\/(workflow|inert)\//;

const COMPILER_OPTIONS = {
  ...ts.parseJsonConfigFileContent(ts.readConfigFile('tsconfig.build.json', ts.sys.readFile).config, ts.sys, '.')
    .options,
  module: ts.ModuleKind.ESNext,
  sourceMap: true,
};

const typescript = {
  name: 'typescript',
  resolveId: (name, importer) =>
    name.startsWith('.') ? resolve(importer, '..', name.replace(/\.js$/, '.ts')) : resolve(name),
  transform(text, fileName) {
    const { outputText, sourceMapText } = ts.transpileModule(text, { fileName, compilerOptions: COMPILER_OPTIONS });
    return { code: outputText, map: { ...JSON.parse(sourceMapText), sources: [fileName] } };
  },
  // without the comments, which editors show out of the declarations, but for those that tell bundlers what is pure
  renderChunk: (code) => transform(code, { target: 'es2022', sourcemap: true }),
};

/** Bundles a folder of dist, and what is for the isolate by itself. */
export async function bundle(folder) {
  const entries = Object.entries(entriesOf(folder));
  const [isolated, others] = [true, false].map((is) => entries.filter(([name]) => ISOLATED.test(name) === is));
  await write(folder, Object.fromEntries(others), { chunkFileNames: 'chunks/[name].js', manualChunks });
  await write(folder, Object.fromEntries(isolated), { chunkFileNames: 'chunks/isolated/[name].js' });
}

async function write(folder, input, output) {
  const built = await rollup({
    input,
    plugins: [typescript],
    external: (name) => !name.startsWith('.') && !name.endsWith('.ts'),
    treeshake: { moduleSideEffects: false },
    onLog(_level, { message }) {
      throw new Error(message);
    },
  });
  await built.write({
    ...output,
    dir: `dist/${folder}`,
    format: folder,
    entryFileNames: '[name].js',
    interop: 'esModule',
    esModule: true,
    dynamicImportInCjs: false,
    hoistTransitiveImports: false,
    generatedCode: { preset: 'es2015', symbols: false },
    sourcemap: true,
    sourcemapExcludeSources: true,
  });
  await built.close();
}

/**
 * Returns the chunk of a module: `core` is all that `spanlink` itself loads, so that it is one file to read; the rest
 * of lib is a chunk for each room, which import each other downwards only, as the rooms do.
 */
function manualChunks(file, { getModuleInfo }) {
  if (closureOf(resolve('index.ts'), getModuleInfo).has(file)) return 'core';
  return /\/lib\/([^/]+)\//.exec(file)?.[1];
}

/** Returns a module and all that it imports, but for dynamic imports. */
function closureOf(file, getModuleInfo, found = new Set()) {
  const { isExternal, importedIds } = getModuleInfo(file);
  if (isExternal || found.has(file)) return found;
  found.add(file);
  for (const imported of importedIds) closureOf(imported, getModuleInfo, found);
  return found;
}
