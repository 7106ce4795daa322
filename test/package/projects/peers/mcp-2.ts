/** A project with the second SDK of MCP, which is a package for each side. */
import { Client } from '@modelcontextprotocol/client';
import { McpServer } from '@modelcontextprotocol/server';
import { traceClient, traceServer } from 'spanlink/mcp';

const description = { name: 'orders', version: '1.0.0' };
export const server: McpServer = traceServer(new McpServer(description), { trust: () => true });
export const client: Client = traceClient(new Client(description));
