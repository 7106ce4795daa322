/** Real queues, workers and flow producers of BullMQ on a real Redis, which all end with the test. */
import type { Telemetry } from 'bullmq';
import { FlowProducer, type Job, type Processor, Queue, Worker, type WorkerOptions } from 'bullmq';
import { startRedis } from '../servers/redis';
import type { Server } from '../servers/server';

type Process = (job: Job) => unknown;

/** A Redis server, with its queues, workers and flow producers. */
export class Bull {
  readonly connection: { host: string; port: number };
  readonly #server: Server;
  readonly #open: { close(): Promise<unknown> }[] = [];
  #names = 0;

  private constructor(server: Server) {
    this.#server = server;
    this.connection = { host: '127.0.0.1', port: server.port };
  }

  static async start(): Promise<Bull> {
    return new Bull(await startRedis());
  }

  /** A queue that no other test uses. */
  queue(telemetry?: Telemetry, name = `q${this.#names++}`): Queue {
    return this.#keep(
      new Queue(name, { connection: this.connection, ...(telemetry === undefined ? {} : { telemetry }) }),
    );
  }

  flows(telemetry: Telemetry): FlowProducer {
    return this.#keep(new FlowProducer({ connection: this.connection, telemetry }));
  }

  worker(
    queue: Queue,
    telemetry: Telemetry | undefined,
    process: Process,
    options: Partial<WorkerOptions> = {},
  ): Worker {
    const all = { connection: this.connection, ...(telemetry === undefined ? {} : { telemetry }), ...options };
    const worker = new Worker(queue.name, process as Processor, all);
    worker.on('error', () => undefined);
    return this.#keep(worker);
  }

  /** Works on a queue until so many attempts have ended, and their spans with them. */
  async work(
    queue: Queue,
    telemetry: Telemetry | undefined,
    count: number,
    process: Process = () => undefined,
    options: Partial<WorkerOptions> = {},
  ): Promise<void> {
    const worker = this.worker(queue, telemetry, process, { ...options, autorun: false });
    let ended = 0;
    await new Promise<void>((resolve, reject) => {
      const end = (): void => {
        // in this very turn, before it takes another job
        if (++ended === count) worker.close().then(resolve, reject);
      };
      worker.on('completed', end).on('failed', end);
      worker.run().catch(reject);
    });
  }

  async stop(): Promise<void> {
    for (const client of this.#open.splice(0).reverse()) await client.close();
    await this.#server.stop();
  }

  #keep<T extends { close(): Promise<unknown> }>(client: T): T {
    this.#open.push(client);
    return client;
  }
}
