/** A server of the Model Context Protocol with the spans of one contender, in a process of its own. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { recorded, register } from '../sdk.mjs';

const [contender, transport] = process.argv.slice(2);

register('recorded');
const { CONTENDERS } = await import('./contenders.mjs');

const NETWORKS = {
  stdio: { 'network.transport': 'pipe' },
  HTTP: { 'network.transport': 'tcp', 'network.protocol.name': 'http' },
};
const server = CONTENDERS[contender](NETWORKS[transport]);
let url;
if (transport === 'stdio') {
  await server.connect(new StdioServerTransport());
} else {
  const sessions = new StreamableHTTPServerTransport({ sessionIdGenerator: randomUUID });
  await server.connect(sessions);
  // connections are kept while the other servers are measured
  const http = createServer({ keepAliveTimeout: 0 }, (request, response) => sessions.handleRequest(request, response));
  await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${http.address().port}/mcp`;
}
process.on('message', ({ isBefore }) => {
  // of the garbage of the last round, which is not this one's
  if (isBefore) global.gc();
  const { user, system } = process.cpuUsage();
  process.send({ ...recorded, cpu: user + system });
});
process.on('disconnect', () => process.exit());
process.send({ url });
