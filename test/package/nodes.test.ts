/** The packed package on the oldest Node that it is for, and on those of later lines. */
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findNode, NODES } from '../../tools/other-nodes.cjs';
import { PackedPackage, ROOT } from './packed-package';

const OTHERS = Object.fromEntries(
  ['api', 'propagator-b3', 'sdk-trace-node'].map((name) => [
    `@opentelemetry/${name}`,
    `node_modules/@opentelemetry/${name}`,
  ]),
);

let packed: PackedPackage;
beforeAll(() => {
  packed = new PackedPackage();
});
afterAll(() => packed.remove());

test.each(['package.json', 'explorer/package.json'])('the engines of %s begin with the oldest Node tested', (path) => {
  const { engines } = JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as { engines: { node: string } };
  expect(engines.node).toBe(`>=${NODES[0]}`);
});

for (const version of NODES) {
  const node = findNode(version);
  // npm test installs them
  (node === undefined ? test.skip : test)(`the core keeps its promises on Node ${version}`, () => {
    const project = packed.install('spanlink', OTHERS);
    cpSync(join(__dirname, 'projects/core-promises.mjs'), join(project, 'core-promises.mjs'));
    const said = execFileSync(node as string, ['core-promises.mjs'], { cwd: project, encoding: 'utf8' });
    expect(said.trim().split('\n')).toHaveLength(6);
  });
}
