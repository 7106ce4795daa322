/**
 * The Model Context Protocol: `_meta` of a request's `params`, which is `_meta` of what a handler gets beside them, or
 * `mcpReq._meta` since version 2 of its SDK.
 */
import type { ReadResult } from '../context-sink.js';
import { readCarrier } from '../headers/read-carrier.js';
import { field } from './field.js';
import type { MessageReader } from './message-reader.js';

/** See https://modelcontextprotocol.io/seps/414-request-meta. */
export function readMcp(meta: unknown, params: unknown, request: unknown): ReadResult {
  return readCarrier(meta) ?? readCarrier(field(params, '_meta')) ?? readCarrier(field(request, '_meta'));
}

/** Called by `read-contexts.ts`, before all others, as what a handler gets has many fields. */
export const MCP: MessageReader = { client: 'MCP', fields: ['_meta', 'params', 'mcpReq'] };
