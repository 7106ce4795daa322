/** An agent that asks the explorer, with the official client. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { Transport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { main } from '../cli/command';

export interface ToolText {
  readonly text: string;
  readonly isError: boolean;
}

export interface Agent {
  readonly client: Client;
  /** Calls a tool, and returns its text. */
  readonly call: (name: string, values?: Readonly<Record<string, unknown>>) => Promise<ToolText>;
}

const open: Client[] = [];

/** Call in `afterEach`. */
export async function closeAgents(): Promise<void> {
  for (const client of open.splice(0)) await client.close();
}

/** Connects over HTTP. */
export const overHttp = (url: string, headers: Readonly<Record<string, string>> = {}): Promise<Agent> =>
  connect(new StreamableHTTPClientTransport(new URL('/mcp', url), { requestInit: { headers } }));

/** Starts the command, and connects over its standard streams. */
export const overStdio = (...args: string[]): Promise<Agent> =>
  connect(new StdioClientTransport({ command: process.execPath, args: [main, 'mcp', ...args], cwd: '/' }));

async function connect(transport: Transport): Promise<Agent> {
  const client = new Client({ name: 'agent', version: '1' });
  await client.connect(transport);
  open.push(client);
  return {
    client,
    call: async (name, values = {}) => {
      const { content, isError = false } = await client.callTool({ name, arguments: { ...values } });
      const [first] = content;
      if (first?.type !== 'text') throw new Error('A tool answers with text.');
      return { text: first.text, isError };
    },
  };
}
