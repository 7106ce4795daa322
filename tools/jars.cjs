// Servers in Java: their jars from Maven, which the tests start with the machine's own Java.
const { spawnSync } = require('node:child_process');
const { existsSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { folderOf, installOnce } = require('./install-once.cjs');
const { findBinary, installServers } = require('./servers.cjs');

const PARTS = ['groupId', 'artifactId', 'version'];

const libsOf = ({ name, jars }) => join(folderOf(name, jars.join()), 'libs');

/** Returns the folder of a server's jars; `undefined` where they, or Java, are not installed. */
exports.findJars = (server) =>
  existsSync(libsOf(server)) && findBinary('java') !== undefined ? libsOf(server) : undefined;

/** Installs what is missing: Java and Maven by apt, if run as root, and the jars by Maven. */
exports.installJars = (server) => {
  if (exports.findJars(server) !== undefined) return;
  const isThere = existsSync(libsOf(server));
  installServers(isThere ? ['java'] : ['java', 'mvn']);
  if (isThere || findBinary('mvn') === undefined) return;
  console.log(`installing ${server.jars[0]}`);
  installOnce(libsOf(server), (libs) => copyJars(libs, server.jars));
};

function copyJars(libs, jars) {
  const cwd = dirname(libs);
  writeFileSync(join(cwd, 'pom.xml'), pomOf(jars));
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${libs}`, '-DincludeScope=runtime'];
  return spawnSync('mvn', ['-q', '-B', ...goal], { cwd, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

function pomOf(jars) {
  const dependencies = jars.map((jar) => {
    const [groupId, artifactId, version] = jar.split(':').map((part, at) => `<${PARTS[at]}>${part}</${PARTS[at]}>`);
    return `<dependency>${groupId}${artifactId}${version}</dependency>`;
  });
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion><groupId>spanlink</groupId><artifactId>servers</artifactId><version>1</version>
<dependencies>${dependencies.join('')}</dependencies></project>`;
}
