/** `mcp`: answers an agent over the standard streams, as a server of the Model Context Protocol. */
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createExplorerMcp } from '../mcp/explorer-mcp.js';
import { askPath } from './ask.js';
import type { CommandLine } from './options.js';

/**
 * Answers until the agent closes the streams, or `stopped` resolves.
 *
 * Each question asks the explorer that runs by then, or else the store, which stays free in between: the agent may have
 * started before the explorer.
 */
export async function mcp(commandLine: CommandLine, stopped: Promise<unknown>): Promise<void> {
  const connection = serveStdio(() => createExplorerMcp((path, signal) => askPath(commandLine, path, signal)));
  const ended = new Promise((resolve) => process.stdin.once('end', resolve).once('close', resolve));
  await Promise.race([stopped, ended]);
  await connection.close();
}
