/** The Model Context Protocol over HTTP, at `/mcp`: each request has a server of its own, and no session. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { McpHttpHandler } from '@modelcontextprotocol/server';
import type { QuestionHandler } from './question-handler.js';

export const MCP_PATH = '/mcp';

interface LoadedHandler {
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly close: McpHttpHandler['close'];
}

export class McpHandler {
  readonly #questions: QuestionHandler;
  #loaded: Promise<LoadedHandler> | undefined;

  constructor(questions: QuestionHandler) {
    this.#questions = questions;
  }

  /** Answers a request whose access was checked. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#loaded ??= load(this.#questions);
    await (await this.#loaded).answer(request, response);
  }

  /** Ends what is being answered. */
  async close(): Promise<void> {
    await (await this.#loaded)?.close();
  }
}

/** Loads the protocol's packages, at the first request: they take as long to load as all else. */
async function load(questions: QuestionHandler): Promise<LoadedHandler> {
  const [{ toNodeHandler }, { createMcpHandler }, { createExplorerMcp }] = await Promise.all([
    import('@modelcontextprotocol/node'),
    import('@modelcontextprotocol/server'),
    import('../mcp/explorer-mcp.js'),
  ]);
  const handler = createMcpHandler(() =>
    createExplorerMcp((path, signal) => questions.answer(new URL(path, 'http://localhost'), signal)),
  );
  const answer = toNodeHandler(handler);
  return {
    // a request that a server received has a method and a URL
    answer: (request, response) => answer(request as Parameters<typeof answer>[0], response),
    close: () => handler.close(),
  };
}
