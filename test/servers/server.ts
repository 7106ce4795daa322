/** The suites that talk to real servers. */
import { findKafka } from '../../tools/kafka.cjs';
import { findBinary } from '../../tools/servers.cjs';
import { findTemporal } from '../../tools/temporal.cjs';

export { freePort, type Server, startServer } from './start-server.js';

/** Defines the suite of a server, which is skipped, and named at the end of the test run, if that is not installed. */
export function describeWith(binary: string, title: string, body: () => void): void {
  (findBinary(binary) === undefined ? describe.skip : describe)(title, body);
}

/** Defines a suite through Kafka, which is skipped and named likewise. */
export function describeKafka(title: string, body: () => void): void {
  (findKafka() === undefined ? describe.skip : describe)(title, body);
}

/** Defines a suite on a server of Temporal's, which is skipped and named likewise. */
export function describeTemporal(title: string, body: () => void): void {
  (findTemporal() === undefined ? describe.skip : describe)(title, body);
}

/** A test of what Temporal's own server alone can do: headers of signals, schedules, cron, workers in Go. */
export const testOwnServer: typeof test = findTemporal()?.kind === 'go' ? test : (test.skip as typeof test);
