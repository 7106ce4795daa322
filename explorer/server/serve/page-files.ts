/** The files of the built page, read once: no path of a request ever reaches the disk. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';

interface File {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

/** Files by the path of the request for them. */
export type PageFiles = ReadonlyMap<string, File>;

export function readPageFiles(folder: string): PageFiles {
  const files = new Map<string, File>();
  if (!existsSync(folder)) return files;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const path = `/${relative(folder, file).split(sep).join('/')}`;
    const body = readFileSync(file);
    files.set(path, {
      body,
      headers: {
        'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
        ETag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`,
        // Vite puts a hash of the content into these names
        'Cache-Control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      },
    });
  }
  return files;
}

/**
 * Sends a file; the page itself at `/`, and nowhere else: all that its links say is in their query.
 *
 * @returns false if there is none
 */
export function sendPageFile(
  files: PageFiles,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const file = files.get(path === '/' ? '/index.html' : path);
  if (file === undefined) return false;
  if (request.headers['if-none-match'] === file.headers.ETag) {
    response.writeHead(304, file.headers).end();
    return true;
  }
  response.writeHead(200, { ...file.headers, 'Content-Length': file.body.length });
  response.end(request.method === 'HEAD' ? undefined : file.body);
  return true;
}
