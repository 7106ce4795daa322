/** The lines that install the package name versions that fit each other, and the SDKs that the tests use. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { satisfies, subset } from 'semver';
import { pageFiles } from '../../docs/.vitepress/pages';
import { ROOT } from './packed-package';

interface Manifest {
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Manifest;

const API = '@opentelemetry/api';
const { peerDependencies: peers } = manifestIn('.');
/** The ranges of the API that are accepted by us, and by the parts of the SDK. */
const ACCEPTED = Object.fromEntries([
  ['spanlink', peers[API] as string],
  ...['context-async-hooks', 'propagator-b3', 'sdk-metrics', 'sdk-trace-base', 'sdk-trace-node'].map((name) => [
    name,
    manifestIn(`node_modules/@opentelemetry/${name}`).peerDependencies[API],
  ]),
]) as Readonly<Record<string, string>>;

// who moves here has the API already, and npm keeps it
const PAGES = pageFiles(ROOT).filter((path) => !path.startsWith('docs/moving-from-'));
const LINES = PAGES.flatMap((path) =>
  [...readFileSync(join(ROOT, path), 'utf8').matchAll(/^npm install .*(?<!\S)spanlink(?!\S).*$/gm)].map(
    ([line]) => [path, line] as const,
  ),
);

test('the README says how to install the package', () => {
  expect(LINES.map(([path]) => path)).toContain('README.md');
});

test.each(LINES)('in %s, `%s` brings an API that we and the SDK accept, whatever npm picks', (_path, line) => {
  // without a version npm takes the newest, which may be newer than the SDK
  const range = new RegExp(`${API}@(\\S+)`).exec(line)?.[1] ?? '*';
  const refused = Object.entries(ACCEPTED).filter(([, accepted]) => !subset(range, accepted));
  expect({ range, refused }).toEqual({ range, refused: [] });
});

test.each(Object.entries(peers))('the tests use a version of the peer %s that is among %s', (name, range) => {
  expect(satisfies(manifestIn(`node_modules/${name}`).version, range)).toBe(true);
});
