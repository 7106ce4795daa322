/** Real clients and workers of Temporal on a real server, which all end with the test. */
import { join } from 'node:path';
import { Client, type ClientOptions, Connection } from '@temporalio/client';
import {
  bundleWorkflowCode,
  type BundleOptions,
  DefaultLogger,
  makeTelemetryFilterString,
  NativeConnection,
  Runtime,
  Worker,
  type WorkerOptions,
} from '@temporalio/worker';
import { temporalLinks, type TemporalLinks } from 'spanlink/temporal';
import type { SpanRecorder } from 'spanlink/testing';
import { startTemporal, type TemporalServer } from '../servers/temporal';
import { createActivities } from './activities';

const WORKFLOWS = join(__dirname, 'workflows/index.ts');
/** The entry `spanlink/temporal/workflow` as it is in this repository. */
export const WORKFLOW_LINKS = join(__dirname, '../../integrations/temporal/workflow/index.ts');

/** A bundle of workflows. */
export type Bundle = Awaited<ReturnType<typeof bundleWorkflowCode>>;

/** Bundles the workflows of the tests, with our interceptors unless others are named. */
export function bundle(
  workflowInterceptorModules: string[] = [WORKFLOW_LINKS],
  options: Partial<BundleOptions> = {},
): Promise<Bundle> {
  const logger = new DefaultLogger('ERROR');
  return bundleWorkflowCode({ workflowsPath: WORKFLOWS, workflowInterceptorModules, logger, ...options });
}

/** Waits until so many spans of that name have ended. */
export function ended(recorder: SpanRecorder, name: string, count = 1): Promise<void> {
  return new Promise((resolve) => {
    const { onEnd } = recorder;
    const check = (): void => {
      if (recorder.named(name).length < count) return;
      recorder.onEnd = onEnd;
      resolve();
    };
    recorder.onEnd = (span) => {
      onEnd.call(recorder, span);
      check();
    };
    check();
  });
}

/** A server, with its clients and workers. */
export class Temporal {
  readonly #open: (() => Promise<unknown>)[] = [];
  #names = 0;

  private constructor(
    readonly server: TemporalServer,
    readonly connection: Connection,
    readonly native: NativeConnection,
    readonly bundle: Bundle,
  ) {}

  static async start(workflows: Promise<Bundle> = bundle()): Promise<Temporal> {
    const logging = { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) };
    Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined), telemetryOptions: { logging } });
    const [server, workflowBundle] = await Promise.all([startTemporal(), workflows]);
    const { address } = server;
    const connection = await Connection.connect({ address });
    return new Temporal(server, connection, await NativeConnection.connect({ address }), workflowBundle);
  }

  /** A client with links. */
  client(links: Pick<TemporalLinks, 'client'> = temporalLinks(), options: Partial<ClientOptions> = {}): Client {
    const { namespace } = this.server;
    return new Client({ connection: this.connection, namespace, interceptors: links.client, ...options });
  }

  /** A name that no other test uses. */
  name(text = 'q'): string {
    return `${text}${this.#names++}-${process.pid}`;
  }

  /** A worker that runs until the test ends it; without links for `undefined`. */
  async worker(
    taskQueue: string,
    links: TemporalLinks | undefined = temporalLinks(),
    options: Partial<WorkerOptions> = {},
  ): Promise<() => Promise<void>> {
    const { native: connection, bundle: workflowBundle, server } = this;
    const linked = links === undefined ? {} : { interceptors: links.worker, sinks: links.sinks };
    const worker = await Worker.create({
      connection,
      namespace: server.namespace,
      taskQueue,
      workflowBundle,
      activities: createActivities(),
      ...linked,
      ...options,
    });
    const running = worker.run();
    let ended: Promise<void> | undefined;
    const end = (): Promise<void> => {
      if (ended === undefined) {
        if (worker.getState() === 'RUNNING') worker.shutdown();
        ended = running;
      }
      return ended;
    };
    this.#open.push(end);
    return end;
  }

  /** Ends all workers, so that all spans have ended. */
  async endWorkers(): Promise<void> {
    await Promise.all(this.#open.splice(0).map((end) => end()));
  }

  async stop(): Promise<void> {
    await this.endWorkers();
    await this.connection.close();
    await this.native.close();
    await this.server.stop();
  }
}
