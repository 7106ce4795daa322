/** Sends responses as JSON, which no cache keeps. */
import type { ServerResponse } from 'node:http';
import { endResponse } from '../http/end-response.js';
import type { ErrorResponse } from './error-response.js';

export function sendJson(response: ServerResponse, status: number, body: object): void {
  const text = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Length': text.length,
  });
  endResponse(response, response.req.method === 'HEAD' ? undefined : text);
}

export function sendError(response: ServerResponse, { status, error, headers = {} }: ErrorResponse): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  sendJson(response, status, { error });
}
