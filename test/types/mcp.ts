/** Clients and servers of both majors have the types they had, and options are checked. */
import { Client as Client2 } from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { McpServer as McpServer2 } from '@modelcontextprotocol/server';
import { type McpOptions, toMcp, traceClient, traceServer } from 'spanlink/mcp';

const ABOUT = { name: 'shop', version: '1.0.0' };
const options: McpOptions = { relation: 'link', trust: ({ context }) => context.isRemote !== true };

export const servers: [McpServer, Server, McpServer2] = [
  traceServer(new McpServer(ABOUT), options),
  traceServer(new McpServer(ABOUT).server),
  traceServer(new McpServer2(ABOUT)),
];
export const clients: [Client, Client2] = [traceClient(new Client(ABOUT)), traceClient(new Client2(ABOUT))];
export const meta: Record<string, string> = toMcp({ traceparent: '' });

// @ts-expect-error there is no such relation
traceServer(servers[0], { relation: 'child' });
// @ts-expect-error it cannot be connected
traceClient({});
