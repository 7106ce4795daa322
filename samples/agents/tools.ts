/** The tools of the workers, over MCP. */
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { Tool } from 'spanlink/agents';
import { traceClient } from 'spanlink/mcp';

const SERVER = fileURLToPath(new URL('./tools-server.ts', import.meta.url));

export class Tools {
  readonly #client = traceClient(new Client({ name: 'workers', version: '1.0.0' }));
  readonly #folder: string;
  #isConnected = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  @Tool()
  search(query: string): Promise<string> {
    return this.#call('search', query);
  }

  @Tool()
  timetable(query: string): Promise<string> {
    return this.#call('timetable', query);
  }

  @Tool()
  book(query: string): Promise<string> {
    return this.#call('book', query);
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  /** The first call starts the server, in a process of its own; `traceClient` sends the context along. */
  async #call(name: string, query: string): Promise<string> {
    if (!this.#isConnected) {
      const env = { ...process.env } as Record<string, string>;
      const args = [...process.execArgv, SERVER, this.#folder];
      await this.#client.connect(new StdioClientTransport({ command: process.execPath, args, env }));
      this.#isConnected = true;
    }
    const { content, isError } = await this.#client.callTool({ name, arguments: { query } });
    const text = (content as { readonly text: string }[]).map((part) => part.text).join();
    if (isError === true) throw new Error(text);
    return text;
  }
}
