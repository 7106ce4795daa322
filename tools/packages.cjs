// The packages that are published, which share one version.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** The folder of each package, and the file of its sources that has the version, too. */
exports.PACKAGES = [
  { folder: '.', versionFile: 'lib/global/version.ts' },
  { folder: 'explorer', versionFile: 'explorer/server/version.ts' },
  { folder: 'eslint-plugin', versionFile: 'eslint-plugin/index.js' },
];

/** Returns what `tools/package-fields.json` fills in for a package; nothing while it is empty. */
exports.fieldsOf = ({ folder }, root = join(__dirname, '..')) => {
  const { repository, homepage, bugs } = JSON.parse(readFileSync(join(root, 'tools/package-fields.json'), 'utf8'));
  if (repository === '') return {};
  const directory = folder === '.' ? {} : { directory: folder };
  return {
    repository: { type: 'git', url: repository, ...directory },
    ...(homepage !== '' && { homepage }),
    ...(bugs !== '' && { bugs }),
  };
};
