/** A project with the first SDK of MCP. */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { traceClient, traceServer } from 'spanlink/mcp';

const description = { name: 'orders', version: '1.0.0' };
export const server: McpServer = traceServer(new McpServer(description), { trust: () => true });
export const client: Client = traceClient(new Client(description));
