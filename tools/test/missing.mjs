/** Names what this machine lacks, so that suites are skipped. */
import { createRequire } from 'node:module';
import { findKafka } from '../kafka.cjs';
import { findNewerNode, findNode, NODES } from '../other-nodes.cjs';
import { missingServers } from '../servers.cjs';
import { findTemporal } from '../temporal.cjs';
import { findWorker, LANGUAGES } from '../temporal-workers.cjs';

const require = createRequire(import.meta.url);

/** Prints the names of the suites that were skipped for want of a server or a version of Node. */
export function printMissing() {
  const temporal = findTemporal();
  const missing = [
    ...missingServers(),
    ...(temporal === undefined ? ['Temporal'] : []),
    ...(temporal?.kind === 'java' ? ["Temporal's own server (headers of signals, schedules, cron)"] : []),
    ...LANGUAGES.filter((language) => findWorker(language) === undefined).map(
      (language) => `a worker of Temporal's in ${language}`,
    ),
    ...(findKafka() === undefined ? ['Kafka (from Maven, with Java)'] : []),
    ...(loads('@confluentinc/kafka-javascript') ? [] : ["Confluent's client for Kafka (its binary)"]),
    ...(findNewerNode() === undefined ? ['node:sqlite and some providers'] : []),
    ...NODES.filter((version) => findNode(version) === undefined).map((version) => `Node ${version}`),
  ];
  if (missing.length > 0) console.log(`\nskipped, as they are not installed: the suites of ${missing.join(', ')}`);
}

function loads(name) {
  try {
    return require(name) !== undefined;
  } catch {
    return false;
  }
}
