// The Temporal server of the tests: Temporal's own, built from the Go module proxy where Go is there, or else the test
// server of its SDK for Java, from Maven. Building the first takes minutes, so that it is kept in the user's cache, by
// its recipe, and is begun before anything else: `node tools/temporal.cjs` builds it where it is missing.
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { homedir } = require('node:os');
const { basename, join } = require('node:path');
const { findBinary } = require('./servers.cjs');

const SOURCES = join(__dirname, '../test/temporal/server');
const TEST_SERVER = 'io.temporal:temporal-test-server:1.38.0';
const JAVA_PACKAGES = { java: 'default-jre-headless', mvn: 'maven' };

/** The folder of builds: outside of the clone, so that the next clone finds them. */
const cache = () => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'spanlink');

const recipe = (...texts) => createHash('sha256').update(texts.join('\n')).digest('hex').slice(0, 16);

const sourcesOf = (...names) => names.map((name) => readFileSync(join(SOURCES, name), 'utf8'));

const goServer = () => join(cache(), `temporal-${recipe(...sourcesOf('main.go', 'go.mod'), process.arch)}`, 'server');

const javaServer = () => join(cache(), `temporal-java-${recipe(TEST_SERVER)}`, 'libs');

/**
 * Returns the server that is installed: `{ kind: 'go', path }`, or `{ kind: 'java', path }` with the folder of its
 * jars, which knows neither headers of signals nor schedules; `undefined` where neither is.
 */
exports.findTemporal = () => {
  if (existsSync(goServer())) return { kind: 'go', path: goServer() };
  if (existsSync(javaServer()) && findBinary('java') !== undefined) return { kind: 'java', path: javaServer() };
  return undefined;
};

/** Installs the server that this machine can have, unless that is there or another process is at it. */
exports.installTemporal = () => {
  if (exports.findTemporal()?.kind === 'go') return;
  if (findBinary('go') !== undefined && buildOnce(goServer(), buildGo)) return;
  if (exports.findTemporal() === undefined) buildOnce(javaServer(), buildJava);
};

/** Builds into a folder beside, which takes its place when it is whole. @returns true if it is there. */
function buildOnce(path, build) {
  const folder = join(path, '..');
  const building = `${folder}.building`;
  mkdirSync(cache(), { recursive: true });
  for (;;) {
    if (existsSync(path)) return true;
    if (claim(building)) break;
    spawnSync('sleep', ['1']);
  }
  const isBuilt = build(join(building, basename(path)));
  if (isBuilt) {
    rmSync(folder, { recursive: true, force: true });
    renameSync(building, folder);
  } else rmSync(building, { recursive: true, force: true });
  return isBuilt;
}

/** Makes the folder to build in, unless another process is at it. */
function claim(building) {
  try {
    mkdirSync(building);
    writeFileSync(join(building, 'pid'), String(process.pid));
    return true;
  } catch {
    if (!isAlive(building)) rmSync(building, { recursive: true, force: true });
    return false;
  }
}

/** Returns true while the process runs that builds; also for one that has not said yet which it is. */
function isAlive(building) {
  try {
    process.kill(Number(readFileSync(join(building, 'pid'), 'utf8')), 0);
    return true;
  } catch (error) {
    return error.code === 'ENOENT';
  }
}

function buildGo(path) {
  console.log("building Temporal's server, which takes minutes, and is kept");
  return run('nice', ['-n', '19', 'go', 'build', '-trimpath', '-ldflags=-s -w', '-o', path, '.'], SOURCES);
}

function buildJava(path) {
  console.log('installing the test server of Temporal for Java');
  installJava();
  const [groupId, artifactId, version] = TEST_SERVER.split(':');
  mkdirSync(path);
  writeFileSync(
    join(path, '../pom.xml'),
    `<project><modelVersion>4.0.0</modelVersion><groupId>spanlink</groupId><artifactId>test</artifactId>
<version>1</version><dependencies><dependency><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId>
<version>${version}</version></dependency></dependencies></project>`,
  );
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${path}`, '-DincludeScope=runtime'];
  return findBinary('mvn') !== undefined && run('mvn', ['-q', '-B', ...goal], join(path, '..'));
}

function installJava() {
  const missing = Object.keys(JAVA_PACKAGES).filter((binary) => findBinary(binary) === undefined);
  if (missing.length === 0 || process.getuid?.() !== 0 || findBinary('apt-get') === undefined) return;
  const packages = missing.map((binary) => JAVA_PACKAGES[binary]);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], '/');
}

function run(command, args, cwd) {
  const env = { ...process.env, GOTOOLCHAIN: 'local', DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

if (require.main === module) exports.installTemporal();
