/** The suites that talk to real servers. */
import { findBinary } from '../../tools/servers.cjs';

export { freePort, type Server, startServer } from './start-server.js';

/** The suite of a server that is installed; skipped where it is missing, which the last lines of the test run name. */
export function describeWith(binary: string, title: string, body: () => void): void {
  (findBinary(binary) === undefined ? describe.skip : describe)(title, body);
}
