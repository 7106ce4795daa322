// Kafka, which the tests and a sample talk to: its jars from Maven, kept in the user's cache by what is asked for, so
// that the next clone finds them. `node tools/kafka.cjs` installs them where they are missing.
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { homedir } = require('node:os');
const { join } = require('node:path');
const { findBinary, installServers } = require('./servers.cjs');

/** The broker, and a logger for it, as it says nothing without one. */
const JARS = ['org.apache.kafka:kafka_2.13:4.4.0', 'org.slf4j:slf4j-simple:1.7.36'];

const PARTS = ['groupId', 'artifactId', 'version'];

const cache = () => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'spanlink');

const home = () => join(cache(), `kafka-${createHash('sha256').update(JARS.join()).digest('hex').slice(0, 16)}`);

/** Returns the folder of the jars; `undefined` where they, or Java, are not installed. */
exports.findKafka = () => {
  const libs = join(home(), 'libs');
  return existsSync(libs) && findBinary('java') !== undefined ? libs : undefined;
};

/** Installs what is missing: Java and Maven by apt, if run as root, and the jars by Maven. */
exports.installKafka = () => {
  if (exports.findKafka() !== undefined) return;
  installServers(['java', ...(existsSync(home()) ? [] : ['mvn'])]);
  if (existsSync(home()) || findBinary('mvn') === undefined) return;
  console.log('installing Kafka');
  mkdirSync(cache(), { recursive: true });
  // beside its place, which it takes when it is whole: another process may be at it
  const folder = mkdtempSync(join(cache(), 'kafka-'));
  try {
    writeFileSync(join(folder, 'pom.xml'), pom());
    const goal = ['dependency:copy-dependencies', '-DoutputDirectory=libs', '-DincludeScope=runtime'];
    const { status } = spawnSync('mvn', ['-q', '-B', ...goal], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    if (status === 0) renameSync(folder, home());
  } catch (error) {
    if (!existsSync(home())) throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

function pom() {
  const dependencies = JARS.map((jar) => {
    const [groupId, artifactId, version] = jar.split(':').map((part, at) => `<${PARTS[at]}>${part}</${PARTS[at]}>`);
    return `<dependency>${groupId}${artifactId}${version}</dependency>`;
  });
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion><groupId>spanlink</groupId><artifactId>kafka</artifactId><version>1</version>
<dependencies>${dependencies.join('')}</dependencies></project>`;
}

if (require.main === module) exports.installKafka();
