/** The suites that talk to real servers. */
import { findKafka } from '../../tools/kafka.cjs';
import { findBinary } from '../../tools/servers.cjs';

export { freePort, type Server, startServer } from './start-server.js';

/** Defines the suite of a server, which is skipped, and named at the end of the test run, if that is not installed. */
export function describeWith(binary: string, title: string, body: () => void): void {
  (findBinary(binary) === undefined ? describe.skip : describe)(title, body);
}

/** Defines a suite through Kafka, which is skipped and named likewise. */
export function describeKafka(title: string, body: () => void): void {
  (findKafka() === undefined ? describe.skip : describe)(title, body);
}
