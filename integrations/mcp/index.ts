/** `spanlink/mcp`: spans of the Model Context Protocol, on both sides, linked to their causes. */
export { type Connectable, traceClient, traceServer } from './trace-protocol.js';
export type { McpOptions, McpRelation } from './settings.js';
export { toMcp } from './meta.js';
