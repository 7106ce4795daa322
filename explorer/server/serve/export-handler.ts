/** `GET /api/export`: the spans of a causal graph, line by line, as fast as the client reads. */
import type { ServerResponse } from 'node:http';
import { CUT_BY_HEADER, EXPORT, EXPORT_TYPE } from '../../api/export.js';
import { readParameters } from '../../api/read-parameters.js';
import { exportGraph } from '../query/export/export-graph.js';
import { createStoreReader } from '../store/store-reader.js';
import type { ReadableStore } from '../store/store-reader.js';
import { Turns } from './turns.js';

/** Milliseconds in which a client has to read on. */
const PATIENCE = 30_000;

export class ExportHandler {
  readonly #store: ReadableStore;
  // each holds a graph, and a page of its spans
  readonly #turns = new Turns({ atOnce: 2, inLine: 64, wait: 60_000 });

  constructor(store: ReadableStore) {
    this.#store = store;
  }

  /** Sends the export. Rejects with the error to respond with; once lines were sent, ends the connection instead. */
  async handle(url: URL, response: ServerResponse): Promise<void> {
    const params = readParameters('export', EXPORT.parameters, url.searchParams);
    const clientGone = new AbortController();
    response.once('close', () => clientGone.abort());
    const endTurn = await this.#turns.take(clientGone.signal);
    try {
      const { name, cutBy, lines } = await exportGraph(
        createStoreReader(this.#store, { signal: clientGone.signal }),
        params,
      );
      response.writeHead(200, {
        'Content-Type': `${EXPORT_TYPE}; charset=utf-8`,
        'Content-Disposition': `attachment; filename="${name}"`,
        'Cache-Control': 'no-store',
        ...(cutBy.length > 0 && { [CUT_BY_HEADER]: cutBy.join(', ') }),
      });
      if (response.req.method !== 'HEAD') await send(lines, response);
      response.end();
    } catch (error) {
      // an end would look as if the lines were all
      if (response.headersSent) response.destroy();
      else throw error;
    } finally {
      endTurn();
    }
  }
}

async function send(lines: AsyncIterable<string>, response: ServerResponse): Promise<void> {
  for await (const line of lines) {
    if (response.destroyed) return;
    if (!response.write(line)) await drained(response);
  }
}

/** Resolves once the client has read what was written, or has gone; one that reads nothing loses its connection. */
const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => response.destroy(), PATIENCE);
    const done = (): void => {
      clearTimeout(timer);
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
