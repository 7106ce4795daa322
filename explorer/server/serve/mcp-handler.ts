/** The Model Context Protocol over HTTP, at `/mcp`: each request has a server of its own, and no session. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { createExplorerMcp } from '../mcp/explorer-mcp.js';
import type { QuestionHandler } from './question-handler.js';

export const MCP_PATH = '/mcp';

type ReceivedRequest = Parameters<ReturnType<typeof toNodeHandler>>[0];

export class McpHandler {
  readonly #handler: ReturnType<typeof createMcpHandler>;
  readonly #answer: ReturnType<typeof toNodeHandler>;

  constructor(questions: QuestionHandler) {
    this.#handler = createMcpHandler(() =>
      createExplorerMcp((path, signal) => questions.answer(new URL(path, 'http://localhost'), signal)),
    );
    this.#answer = toNodeHandler(this.#handler);
  }

  /** Answers a request whose access was checked. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // a request that a server received has a method and a URL
    return this.#answer(request as ReceivedRequest, response);
  }

  /** Ends what is being answered. */
  close(): Promise<void> {
    return this.#handler.close();
  }
}
