/**
 * Compiles the shop of `samples/nestjs-shop` for the Nest of this workspace: with Spanlink's decorators, and with no-op
 * decorators.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const SOURCES = fileURLToPath(new URL('../../samples/nestjs-shop/src/', import.meta.url));
/** In this workspace, so that the shop imports its Nest, and not the sample's. */
const BUILT = new URL('../.cache/shop/', import.meta.url);

/** The modules that stand for `spanlink` in each build. */
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

/** Imports a module of a build, such as `orders/orders.service.js`. */
export function importShop(build, module) {
  return import(new URL(`${build}/${module}`, BUILT));
}

/** Writes both builds. */
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
