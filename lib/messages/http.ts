/** Node's HTTP: `rawHeaders`, names and values in turn. */
import type { MessageReader } from './reader.js';

export const http: MessageReader = {
  field: 'rawHeaders',
  carrier: (all) => (Array.isArray(all) ? all.slice(0, 20_000).flatMap((name, at) => (at % 2 === 0 ? [[name, all[at + 1]]] : [])) : undefined),
};
