/** Installs the packed package, and what the checks need beside it. */
import type { PackedPackage } from '../../package/packed-package';

/** Packages beside it that the checks import, or that their compilers need. */
const BESIDE = [
  ...[
    'api',
    'context-async-hooks',
    'core',
    'resources',
    'sdk-trace-base',
    'sdk-trace-node',
    'semantic-conventions',
  ].map((name) => `@opentelemetry/${name}`),
  ...['@types/node', 'reflect-metadata', 'unplugin-swc', 'vitest'],
];

/** Makes a project which has the packed package. */
export function installPackage(packed: PackedPackage): string {
  return packed.install('spanlink', Object.fromEntries(BESIDE.map((name) => [name, `node_modules/${name}`])));
}
