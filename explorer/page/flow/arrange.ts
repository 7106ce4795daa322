/** Arranges a graph as a whole, in a worker. */
import type { LayoutRequest } from './arrange-nodes.js';
import type { Places } from './places.js';

/**
 * Resolves to the places of the nodes.
 *
 * @param signal Aborted once nobody waits for them.
 */
export function arrange(request: LayoutRequest, signal: AbortSignal): Promise<Places> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' });
    signal.addEventListener('abort', () => worker.terminate());
    worker.addEventListener('message', ({ data }: MessageEvent<Places>) => {
      worker.terminate();
      resolve(data);
    });
    // where workers are not allowed, or cannot be loaded, the page does it itself
    worker.addEventListener('error', () => {
      worker.terminate();
      void import('./arrange-nodes.js').then(({ arrangeNodes }) => signal.aborted || resolve(arrangeNodes(request)));
    });
    worker.postMessage(request);
  });
}
