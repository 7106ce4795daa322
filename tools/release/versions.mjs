/** What a release writes: versions, fields and the heading of the changelog. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes the version, and the fields that all packages share, wherever a package has them. */
export function setVersion(root, { folder, versionFile }, version, fields) {
  edit(join(root, folder, 'package.json'), (text) => {
    const manifest = { ...JSON.parse(text), version };
    // after the license, where readers look for them
    const entries = Object.entries(manifest).filter(([name]) => !(name in fields));
    const at = entries.findIndex(([name]) => name === 'license') + 1;
    entries.splice(at, 0, ...Object.entries(fields));
    return `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`;
  });
  edit(join(root, versionFile), (text) =>
    replaceOnce(text, /(VERSION = |version: )'[^']*'/, `$1'${version}'`, `the version in ${versionFile}`),
  );
  edit(join(root, 'package-lock.json'), (text) => {
    const lock = JSON.parse(text);
    if (folder === '.') lock.version = version;
    lock.packages[folder === '.' ? '' : folder].version = version;
    return `${JSON.stringify(lock, undefined, 2)}\n`;
  });
}

/**
 * Returns the changelog with what is unreleased under the version and its date.
 *
 * @param mayBeEmpty Nothing needs to be unreleased, as right after a release.
 */
export function releaseChangelog(text, version, date, mayBeEmpty) {
  const heading = /^## (?:Unreleased|\S+ \(unreleased\))$/im;
  if (mayBeEmpty && !heading.test(text)) return text;
  return replaceOnce(text, heading, `## ${version} (${date})`, 'a heading "## Unreleased" in CHANGELOG.md');
}

function edit(path, change) {
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

function replaceOnce(text, pattern, replacement, what) {
  if (!pattern.test(text)) throw new Error(`expected ${what}; found none`);
  return text.replace(pattern, replacement);
}
