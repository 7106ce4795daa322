// Checks the built package as its users see it: publint, types for every kind of import, the exports of every subpath
// in both module systems side by side, and the size of the core.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const subpaths = Object.keys(exports)
  .filter((path) => path !== './package.json')
  .map((path) => path.replace('.', 'spanlink'));

const run = (command, ...args) => {
  const { status, stdout, stderr } = spawnSync('npx', ['--no-install', command, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} failed:\n${stdout}${stderr}`);
  return stdout;
};

const checks = {
  'publint, strict': () => run('publint', '--strict'),
  'are the types wrong': () => run('attw', '--pack', '.', '--profile', 'strict'),
  'size of the core': () => process.stdout.write(run('size-limit')),
};
for (const path of subpaths) {
  checks[`${path} has the same exports for import and require, by their names`] = async () => {
    const [esm, cjs] = [await import(path), require(path)];
    const names = Object.keys(esm)
      .filter((name) => name !== 'default' && name !== 'module.exports')
      .sort();
    if (names.length === 0 || names.join() !== Object.keys(cjs).sort().join())
      throw new Error(`import: ${names}; require: ${Object.keys(cjs)}`);
    // Nest and errors show the names of classes, and a bundler may change them
    const renamed = [esm, cjs].flatMap((one) =>
      names.filter((name) => /^[A-Z]/.test(name) && typeof one[name] === 'function' && one[name].name !== name),
    );
    if (renamed.length > 0) throw new Error(`the names in code differ: ${renamed}`);
  };
}

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    console.log(`✓ ${name}`);
  } catch (error) {
    failed++;
    console.error(`✗ ${name}\n${error.message}`);
  }
}
console.log(`${Object.keys(checks).length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
