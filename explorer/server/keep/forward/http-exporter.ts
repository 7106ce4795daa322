/** Exports over HTTP, in protobuf. */
import { Agent, request as requestHttp } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { Agent as TlsAgent, request as requestHttps } from 'node:https';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Endpoint } from './endpoint.js';
import { resultOfHttp } from './export-result.js';
import type { ExportResult } from './export-result.js';
import type { Exporter } from './exporter.js';
import { reasonOf, USER_AGENT } from './export-errors.js';

const compress = promisify(gzip);
/** What is read of an answer. */
const MAX_ANSWER = 64 * 1024;

/** Creates an exporter, which connects with its first request and keeps the connection. */
export function createHttpExporter(endpoint: Endpoint): Exporter {
  const { url, headers, isCompressed, timeout, tls } = endpoint;
  const isSecure = url.protocol === 'https:';
  const agent = isSecure ? new TlsAgent({ keepAlive: true, ...tls }) : new Agent({ keepAlive: true });
  const send = isSecure ? requestHttps : requestHttp;

  const post = (body: Buffer): Promise<ExportResult> =>
    new Promise((resolve, reject) => {
      const request = send(
        url,
        {
          method: 'POST',
          agent,
          signal: AbortSignal.timeout(timeout),
          headers: {
            'User-Agent': USER_AGENT,
            ...headers,
            'Content-Type': 'application/x-protobuf',
            'Content-Length': body.length,
            ...(isCompressed && { 'Content-Encoding': 'gzip' }),
          },
        },
        (response) => {
          readAnswer(response).then(
            (answer) => resolve(resultOfHttp({ ...answer, body: answer.body }, Date.now())),
            reject,
          );
        },
      );
      request.on('error', reject);
      request.end(body);
    });

  return {
    export: async (request) => {
      try {
        return await post(isCompressed ? await compress(request) : request);
      } catch (error) {
        return { outcome: 'unavailable', reason: reasonOf(error, timeout) };
      }
    },
    close: () => agent.destroy(),
  };
}

async function readAnswer(response: IncomingMessage): Promise<Parameters<typeof resultOfHttp>[0]> {
  const chunks: Buffer[] = [];
  let length = 0;
  // the rest is read, too, as the connection is used again
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if (length < MAX_ANSWER) chunks.push(chunk);
    length += chunk.length;
  }
  const { 'retry-after': retryAfter, location, 'content-type': contentType = '' } = response.headers;
  return {
    status: response.statusCode ?? 0,
    contentType,
    body: Buffer.concat(chunks),
    ...(retryAfter !== undefined && { retryAfter }),
    ...(location !== undefined && { location }),
  };
}
