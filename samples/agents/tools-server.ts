/** The MCP server, over stdio: `tools-server.ts <folder>`. The timetable fails once. */
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { traceServer } from 'spanlink/mcp';
import { z } from 'zod';
import { startTelemetry } from './telemetry.js';

const telemetry = startTelemetry('tools', process.argv[2] as string);
const server = traceServer(new McpServer({ name: 'tools', version: '1.0.0' }));
let asked = 0;

function register(name: string, answer: (query: string) => string): void {
  server.registerTool(name, { inputSchema: { query: z.string() } }, ({ query }: { query: string }) => ({
    content: [{ type: 'text' as const, text: answer(query) }],
  }));
}

register('search', () => 'Pensão Calma, and two others.');
register('timetable', () => {
  if (++asked === 1) throw new Error('the timetable is being updated');
  return 'The train leaves at nine.';
});
register('book', (hotel) => `${hotel} is booked.`);

server.server.onclose = () => void telemetry.shutdown();
process.stdin.on('end', () => void server.close());
await server.connect(new StdioServerTransport());
