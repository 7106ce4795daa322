/** Compiles the application once a test run (a global setup of Jest's), and installs Kafka where it can be had. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { installKafka } from '../../tools/kafka.cjs';
import { compileTo, type Format, FORMATS, installBuilt } from '../fixtures/applications';

/** Returns the folder of the compiled application. */
export function applicationOf(format: Format): string {
  return join(__dirname, 'build', format);
}

/** Called by Jest, which wants a default export, before the first test of the project. */
export default function build(): void {
  installKafka();
  installBuilt(__dirname);
  rmSync(join(__dirname, 'build'), { recursive: true, force: true });
  for (const format of FORMATS) compileTo(applicationOf(format), format, join(__dirname, 'app'));
}
