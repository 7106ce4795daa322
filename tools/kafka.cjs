// Kafka, which the tests and a sample talk to. `node tools/kafka.cjs` installs it where it is missing.
const { findJars, installJars } = require('./jars.cjs');

/** The broker, and a logger for it, as it says nothing without one. */
const KAFKA = { name: 'kafka', jars: ['org.apache.kafka:kafka_2.13:4.4.0', 'org.slf4j:slf4j-simple:1.7.36'] };

/** Returns the folder of its jars; `undefined` where they, or Java, are not installed. */
exports.findKafka = () => findJars(KAFKA);

/** Installs Java, Maven and the jars, as far as they are missing and this machine can have them. */
exports.installKafka = () => installJars(KAFKA);

if (require.main === module) exports.installKafka();
