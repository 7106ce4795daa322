/**
 * Compiles the shop of `samples/nestjs-shop` for the Nest of this workspace: with our decorators, and with ones that do
 * nothing.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const SOURCES = fileURLToPath(new URL('../../samples/nestjs-shop/src/', import.meta.url));
/** In this workspace, so that what is imported is its Nest, and not the sample's. */
const BUILT = new URL('../.cache/shop/', import.meta.url);

/** What `spanlink` is, in either build. */
const IMPORTS = {
  with: { spanlink: '../../dist/esm/index.js', 'spanlink/workflow': '../../dist/esm/integrations/workflow/index.js' },
  without: { spanlink: 'no-op-decorators.mjs', 'spanlink/workflow': 'no-op-decorators.mjs' },
};

const COMPILER = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
};

/** A module of the build, such as `orders/orders.service.js`. */
export function importShop(build, module) {
  return import(new URL(`${build}/${module}`, BUILT));
}

/** Writes both. */
export function buildShop() {
  rmSync(BUILT, { recursive: true, force: true });
  const sources = readdirSync(SOURCES, { recursive: true }).filter((file) => file.endsWith('.ts'));
  for (const [build, imports] of Object.entries(IMPORTS)) {
    for (const file of sources) {
      const { outputText } = ts.transpileModule(readFileSync(join(SOURCES, file), 'utf8'), {
        compilerOptions: COMPILER,
      });
      const code = outputText.replace(/from '(spanlink[^']*)'/g, (all, name) =>
        name in imports ? `from '${new URL(imports[name], import.meta.url)}'` : all,
      );
      const path = fileURLToPath(new URL(`${build}/${file.replace(/\.ts$/, '.js')}`, BUILT));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, code);
    }
  }
}
