/** Arranges a graph in a thread of its own: the page does not wait for it. */
import { arrangeNodes, type LayoutRequest } from './arrange-nodes.js';

addEventListener('message', ({ data }: MessageEvent<LayoutRequest>) => postMessage(arrangeNodes(data)));
