// Runs the command of a part.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from './measured-file.mjs';

export function runPart({ command, versions, read }) {
  const { status, stdout } = spawnSync(command, {
    cwd: ROOT,
    shell: true,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // a benchmark that misses a target ends with 1, and has figures all the same
  if (status === null || status > 1)
    throw new Error(`expected \`${command}\` to end by itself, and its status is ${status}`);
  const figures = readFigures(read, stdout, command, status);
  return {
    command,
    date: new Date().toISOString().slice(0, 10),
    machine: machine(),
    versions: versionsOf(versions),
    figures,
  };
}

function readFigures(read, stdout, command, status) {
  try {
    const figures = read(stdout);
    if (Object.keys(figures).length > 0) return figures;
  } catch {
    // said below
  }
  throw new Error(
    `expected figures of \`${command}\`, which ended with ${status} and printed: ${stdout.slice(-2_000)}`,
  );
}

const machine = () =>
  `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GB, ` +
  `${process.platform}, Node ${process.versions.node}`;

/** The versions of packages, wherever a workspace has them. */
function versionsOf(names) {
  const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;
  const found = names.map((name) => [name, JSON.parse(readFileSync(manifestOf(name), 'utf8')).version]);
  return Object.fromEntries([['spanlink', own], ...found]);
}

function manifestOf(name) {
  const places = ['.', 'bench', 'explorer', 'test/temporal'].map((workspace) => join(ROOT, workspace, 'package.json'));
  for (const place of places)
    for (const folder of createRequire(place).resolve.paths(name) ?? [])
      try {
        readFileSync(join(folder, name, 'package.json'));
        return join(folder, name, 'package.json');
      } catch {
        // it may be in the next
      }
  throw new Error(`expected ${name} to be installed: run npm ci in ${dirname(places[0])}`);
}
