/** What a package brings along, as npm writes it in CycloneDX. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const read = (...path) => JSON.parse(readFileSync(join(...path), 'utf8'));

/**
 * Returns the bill of materials of a package by the lock file. The package stands in a project of its own, as npm does
 * not come to an end where a workspace depends on the package of the root.
 */
export function billOfMaterials(root, folder) {
  const { name, version, description, license, dependencies } = read(root, folder, 'package.json');
  const manifest = { name, version, description, license, dependencies };
  const { lockfileVersion, packages } = read(root, 'package-lock.json');
  const lock = { name, version, lockfileVersion, requires: true, packages: layOut(packages, folder, manifest) };
  const parent = mkdtempSync(join(tmpdir(), 'spanlink-sbom-'));
  try {
    writeFileSync(join(parent, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(parent, 'package-lock.json'), JSON.stringify(lock));
    const args = ['sbom', '--sbom-format=cyclonedx', '--package-lock-only', '--loglevel=error'];
    const bill = JSON.parse(execFileSync('npm', args, { cwd: parent, encoding: 'utf8' }));
    // npm names a project by its folder
    bill.metadata.component.name = name;
    return `${JSON.stringify(bill, undefined, 2)}\n`;
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

/** Returns the packages that one depends on, as a lock file of its own places them. */
function layOut(packages, folder, manifest) {
  const placed = { '': manifest };
  const place = (from, to) => {
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = packages[from] ?? {};
    const needed = to === '' ? manifest.dependencies : { ...dependencies, ...optionalDependencies };
    const peers = Object.keys(peerDependencies ?? {}).filter((name) => peerDependenciesMeta?.[name]?.optional !== true);
    // the own ones before those of others, so that there is room at the top
    const added = [];
    for (const name of [...Object.keys(needed ?? {}), ...(to === '' ? [] : peers)]) {
      const source = find(packages, from, name);
      if (source === undefined || placed[find(placed, to, name)] === packages[source]) continue;
      const top = `node_modules/${name}`;
      const path = placed[top] === undefined ? top : `${to}/node_modules/${name}`;
      placed[path] = packages[source];
      added.push([source, path]);
    }
    for (const [source, path] of added) place(source, path);
  };
  place(folder === '.' ? '' : folder, '');
  return Object.fromEntries(Object.entries(placed).map(([path, { dev, optional, peer, ...entry }]) => [path, entry]));
}

/** Returns the path at which a package finds another one. */
function find(packages, from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const path = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (packages[path] !== undefined) return path;
    if (at === '') return undefined;
  }
}
