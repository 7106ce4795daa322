/** Makes a test of the checks, with the settings of Vitest that `docs/toolchain.md` names. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cell } from './cell';

/** Writes the test and its settings into a folder that has the sources. */
export function writeVitest(folder: string, { compiler, model, target }: Cell): void {
  const entry = model === 'legacy' ? './src/legacy-only/main.js' : './src/main.js';
  const checks = `import { test } from 'vitest';
import { whenDone } from './src/run-checks.js';
import '${entry}';
test('the promises', () => whenDone(), 120_000);
`;
  writeFileSync(join(folder, 'conformance.test.ts'), checks);
  const transform =
    model === 'legacy' ? { legacyDecorator: true, decoratorMetadata: true } : { decoratorVersion: '2022-03' };
  const settings = JSON.stringify({ jsc: { target, parser: { syntax: 'typescript', decorators: true }, transform } });
  const plugins = compiler === 'Vitest, SWC' ? `swc.vite(${settings})` : '';
  const config = `import swc from 'unplugin-swc';
import { defineConfig } from 'vitest/config';
export default defineConfig({ plugins: [${plugins}] });
`;
  writeFileSync(join(folder, 'vitest.config.mjs'), config);
}
