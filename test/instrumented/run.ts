/** Runs the application in a process of its own, with instrumentations that are registered in one way or another. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Format } from '../fixtures/applications';
import { startAgent } from '../providers/agents/agent';
import { otlp } from '../providers/agents/otlp';
import type { NeutralSpan } from '../providers/neutral-span';
import { applicationOf } from './build';

/** The option of Node that loads what registers them. */
export type Option = '--require' | '--import';

/** What registers them: the application's own code, or the package's. */
export type By = 'telemetry.js' | '@opentelemetry/auto-instrumentations-node/register';

/** The addresses of the servers, as the application reads them. */
export type Addresses = Readonly<Record<'AMQP' | 'KAFKA' | 'POSTGRES' | 'REDIS', string>>;

/** What the application printed, and the spans that it sent. */
export interface Outcome {
  /** Its queue and topic. */
  readonly name: string;
  readonly answer: string;
  readonly stderr: string;
  readonly spans: readonly NeutralSpan[];
}

/** What patches the ES modules of an application, by OpenTelemetry's guide. */
const HOOK = '--experimental-loader=@opentelemetry/instrumentation/hook.mjs';

/** @throws An error with the output of the process if it fails. */
export async function runApplication(option: Option, format: Format, by: By, addresses: Addresses): Promise<Outcome> {
  const agent = await startAgent(otlp);
  const folder = applicationOf(format);
  // Node 20 requires no ES modules, so that what is required there is CommonJS in any application
  const own = applicationOf(option === '--require' ? 'cjs' : format);
  const load = (file: string): string[] => {
    const path = join(own, file);
    return [option, option === '--import' ? pathToFileURL(path).href : path];
  };
  const loaded = by === 'telemetry.js' ? load(by) : [option, by, ...load('beside-register.js')];
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--no-warnings', ...(format === 'esm' ? [HOOK] : []), ...loaded, join(folder, 'main.js')],
      {
        cwd: folder,
        timeout: 60_000,
        killSignal: 'SIGKILL',
        env: {
          PATH: process.env.PATH,
          ...addresses,
          OTEL_EXPORTER_OTLP_ENDPOINT: agent.url,
          OTEL_METRICS_EXPORTER: 'none',
          OTEL_LOGS_EXPORTER: 'none',
          OTEL_NODE_RESOURCE_DETECTORS: 'none',
          // others than those of the packages that it uses make spans of the runtime
          OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,undici,express,pg,amqplib,kafkajs,ioredis',
        },
      },
    );
    return { ...(JSON.parse(stdout) as Pick<Outcome, 'name' | 'answer'>), stderr, spans: agent.spans() };
  } finally {
    await agent.close();
  }
}
