/**
 * B3 and Jaeger, read by OpenTelemetry's own propagators. Each is an optional peer, loaded from the application's
 * folder when its header is met for the first time.
 */
import { createRequire } from 'node:module';
import type { TextMapPropagator } from '@opentelemetry/api';
import { warnOnce } from '../../../global/report.js';
import type { HeaderText } from './header-text.js';

/** A package: its headers, and its propagator's class. */
const PACKAGES = [
  { headers: ['b3', 'x-b3-traceid'], name: '@opentelemetry/propagator-b3', exported: 'B3Propagator' },
  { headers: ['uber-trace-id'], name: '@opentelemetry/propagator-jaeger', exported: 'JaegerPropagator' },
] as const;

type Package = (typeof PACKAGES)[number];

const loaded = new Map<Package, TextMapPropagator | undefined>();

/** Returns the propagator for one of the headers; `undefined` if it is unknown, or its package is not installed. */
export function propagatorOf(header: HeaderText): TextMapPropagator | undefined {
  const found = PACKAGES.find(({ headers }) => headers.some((name) => header(name) !== undefined));
  if (found === undefined) return undefined;
  if (!loaded.has(found)) loaded.set(found, load(found));
  return loaded.get(found);
}

function load({ headers, name, exported }: Package): TextMapPropagator | undefined {
  // the main module's folder, where a process has one, and the working directory
  for (const from of [process.argv[1], `${process.cwd()}/index.js`]) {
    try {
      const require = createRequire(from as string);
      const Propagator = (require(name) as Record<string, new () => TextMapPropagator>)[exported];
      if (Propagator !== undefined) return new Propagator();
    } catch {
      // not installed there
    }
  }
  warnOnce(`header '${headers[0]}'`, `came, and nothing reads it; install ${name}, or register a propagator that does`);
  return undefined;
}
