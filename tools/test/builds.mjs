/** What tests use of the builds, and making it, unless it is newer than its sources. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Matches the suites in folders of test/. */
const below = (...folders) => new RegExp(`^test/(?:${folders.join('|')})/`);

const BUILDS = [
  {
    name: 'build',
    script: 'tools/build.mjs',
    sources: [
      'index.ts',
      'lib',
      'decorators',
      'integrations',
      'bin',
      'package.json',
      'tsconfig.json',
      'tsconfig.build.json',
      'tools/build',
    ],
    // written last, but for its twin
    output: 'dist/cjs/package.json',
    // these suites import the package by its name, or install it as npm packs it
    usedBy: below(
      ...['conformance', 'crashes', 'docs', 'faults', 'instrumented', 'kafka', 'migrate', 'nestjs', 'newer-node'],
      ...['package', 'providers', 'samples', 'soak', 'temporal'],
    ),
  },
  {
    name: 'build of the explorer',
    script: 'explorer/tools/build.mjs',
    sources: ['api', 'server', 'page', 'package.json', 'tsconfig.json', 'tsconfig.build.json', 'vite.config.ts'].map(
      (path) => `explorer/${path}`,
    ),
    output: 'explorer/dist/page/index.html',
    // the explorer's own suites build what they use
    usedBy: below('docs', 'package', 'samples'),
  },
];

/** Builds what these test files use. Returns false if a build failed. */
export function buildFor(tally, files) {
  return BUILDS.filter(({ usedBy }) => files.some((file) => usedBy.test(file)))
    .filter((build) => !isUpToDate(build))
    .every(({ name, script }) => tally.check(name, 'node', [script]));
}

function isUpToDate({ output, sources, script }) {
  const built = statSync(output, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
  return [...sources, script].every((path) => lastChange(path) < built);
}

/** Returns the time of the last change at or below a path; that of a folder is also when a file in it was deleted. */
function lastChange(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => lastChange(join(path, name))));
}
