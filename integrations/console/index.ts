/** `spanlink/console`: finished traces as trees in a terminal. */
export type { FinishedSpan } from '../../lib/render/finished-span.js';
export { type NameOf, renderTraces } from '../../lib/render/render-traces.js';
export { ConsoleTreeExporter, type ConsoleTreeOptions } from './exporter.js';
