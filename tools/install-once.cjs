// What no package has is made once, and kept in the user's cache by its recipe, so that the next clone finds it.
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { homedir } = require('node:os');
const { basename, dirname, join } = require('node:path');

/** Returns the folder of what is made by a recipe, which is all that decides what it is. */
exports.folderOf = (name, ...recipe) => {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'spanlink');
  return join(cache, `${name}-${createHash('sha256').update(recipe.join('\n')).digest('hex').slice(0, 16)}`);
};

/**
 * Makes a path, in a folder beside its own that takes its place when it is whole; waits for another process that is
 * at it.
 *
 * @param make Makes the path that it gets. Returns true if it could.
 * @returns True if the path is there.
 */
exports.installOnce = (path, make) => {
  const folder = dirname(path);
  const unfinished = `${folder}.unfinished`;
  mkdirSync(dirname(folder), { recursive: true });
  for (;;) {
    if (existsSync(path)) return true;
    if (claim(unfinished)) break;
    spawnSync('sleep', ['1']);
  }
  try {
    if (!make(join(unfinished, basename(path)))) return false;
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
    return true;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
};

/** Makes the folder to work in, with the process that is at it, unless another one is. */
function claim(folder) {
  const own = mkdtempSync(`${folder}-`);
  writeFileSync(join(own, 'pid'), String(process.pid));
  try {
    renameSync(own, folder);
    return true;
  } catch {
    rmSync(own, { recursive: true, force: true });
    if (!isAlive(folder)) rmSync(folder, { recursive: true, force: true });
    return false;
  }
}

function isAlive(folder) {
  try {
    return process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), 0);
  } catch {
    return false;
  }
}
