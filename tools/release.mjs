// Releases all packages under one version: `npm run release -- VERSION`, or with `--dry-run` all but what others see.
// It works in a clone, so that nothing changes here until everything is packed. See tools/release.md.
import { execFile, execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { fieldsOf, PACKAGES } from './packages.cjs';
import { billOfMaterials } from './release/bill-of-materials.mjs';
import { releaseChangelog, setVersion } from './release/versions.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'dry-run': { type: 'boolean', default: false } },
});
const isDryRun = values['dry-run'];
const root = resolve('.');
// one that is never released, so that a dry run also works right after a release
const version = positionals[0] ?? (isDryRun ? '0.0.0-dry-run' : '');
const tag = `v${version}`;
const target = join(root, '.cache/release', version);

const run = (cwd, command, ...args) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();

/** Settings of git that a machine of a CI may lack, or that would ask somebody. */
const SETTINGS = isDryRun
  ? ['user.name=Dry run', 'user.email=dry-run@localhost', 'commit.gpgSign=false', 'tag.gpgSign=false']
  : [];
const git = (cwd, ...args) => run(cwd, 'git', ...SETTINGS.flatMap((setting) => ['-c', setting]), ...args);

/** Ends with a sentence, if something is in the way. */
function check() {
  const problem = !/^\d+\.\d+\.\d+(-[\w.-]+)?$/.test(version)
    ? `expected a version, such as 1.2.3; found "${version}"`
    : git(root, 'tag', '--list', tag) !== ''
      ? `there is a tag ${tag}`
      : !isDryRun && git(root, 'status', '--porcelain') !== ''
        ? 'expected no uncommitted changes, which would not be released'
        : undefined;
  if (problem === undefined) return;
  console.error(`release: ${problem}.`);
  process.exit(1);
}

/** Makes a clone of what is committed, with the installed packages of this folder. */
function clone() {
  const folder = mkdtempSync(join(tmpdir(), 'spanlink-release-'));
  git(root, 'clone', '--quiet', '--shared', root, folder);
  const workspaces = PACKAGES.map((one) => join(one.folder, 'node_modules'));
  for (const path of workspaces) if (existsSync(path)) symlinkSync(join(root, path), join(folder, path));
  return folder;
}

/** Writes the version, the fields and the changelog, and commits them under the tag. */
function write(folder) {
  for (const one of PACKAGES) setVersion(folder, one, version, fieldsOf(one, folder));
  const changelog = join(folder, 'CHANGELOG.md');
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(changelog, releaseChangelog(readFileSync(changelog, 'utf8'), version, date, isDryRun));
  git(folder, 'commit', '--quiet', '--all', '--allow-empty', '-m', `Release ${version}`);
  git(folder, 'tag', '-a', tag, '-m', `Release ${version}`);
}

/** Packs each package as npm does, which builds it, and lists what it depends on. */
async function pack(folder) {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const packOne = async ({ folder: at }) => {
    // the repository's own setting keeps what is installed from running code, and would keep npm from building
    const args = ['pack', '--json', '--ignore-scripts=false', '--pack-destination', target];
    const { stdout } = await promisify(execFile)('npm', args, { cwd: join(folder, at), maxBuffer: 2 ** 26 });
    const [{ filename, files }] = JSON.parse(stdout);
    writeFileSync(join(target, filename.replace(/tgz$/, 'cdx.json')), billOfMaterials(folder, at));
    const paths = files.map(({ path }) => path);
    const missing = ['LICENSE', 'CHANGELOG.md', 'README.md'].filter((path) => !paths.includes(path));
    if (missing.length > 0) throw new Error(`expected ${missing.join(', ')} in ${filename}`);
    console.log(`packed ${filename}: ${paths.length} files`);
  };
  // side by side, as most of it is compiling
  await Promise.all(PACKAGES.map(packOne));
}

/** Brings commit and tag back, and publishes. */
function publish(folder) {
  git(root, 'pull', '--quiet', '--ff-only', '--tags', folder, 'HEAD');
  for (const name of readdirSync(target).filter((file) => file.endsWith('.tgz')))
    run(root, 'npm', 'publish', join(target, name), '--provenance', '--access', 'public');
  console.log(`published ${tag}; push it: git push --follow-tags`);
}

check();
const folder = clone();
try {
  write(folder);
  await pack(folder);
  if (isDryRun) console.log(`${tag} is not published: this was a dry run. The packages are in ${target}`);
  else publish(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
