/** Promise 5 on workerd, the runtime of Cloudflare's workers, with its own web streams and `nodejs_compat`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { SpanStatusCode } from '@opentelemetry/api';
import { build } from 'esbuild';
import { PackedPackage } from './packed-package';

/** The path of its binary; the package has no types. */
const { default: workerd } = jest.requireActual<{ readonly default: string }>('workerd');

const CONFIG = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [(name = "worker", esModule = embed "bundle.js")],
    compatibilityDate = "2026-06-01",
    compatibilityFlags = ["nodejs_compat"],
  ))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);`;

const OTHERS = Object.fromEntries(
  ['api', 'context-async-hooks', 'sdk-trace-base'].map((name) => [
    `@opentelemetry/${name}`,
    `node_modules/@opentelemetry/${name}`,
  ]),
);

interface EndedSpan {
  readonly name: string;
  readonly status: { readonly code: SpanStatusCode; readonly message?: string };
  readonly links: number;
}

let packed: PackedPackage;
let server: ChildProcess | undefined;
let address: string;

beforeAll(async () => {
  packed = new PackedPackage();
  const project = packed.install('spanlink', OTHERS);
  cpSync(join(__dirname, 'projects/worker.mjs'), join(project, 'worker.mjs'));
  await build({
    absWorkingDir: project,
    entryPoints: ['worker.mjs'],
    outfile: 'bundle.js',
    bundle: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    // for the parts of the SDK that are CommonJS
    banner: { js: "import { createRequire as from } from 'node:module'; const require = from('/');" },
  });
  writeFileSync(join(project, 'config.capnp'), CONFIG);
  server = spawn(workerd, ['serve', '--control-fd=3', 'config.capnp'], {
    cwd: project,
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const exited = once(server, 'exit').then(() => ['']);
  const listening = once(createInterface(server.stdio[3] as Readable), 'line');
  const [event] = (await Promise.race([listening, exited])) as [string];
  if (event === '') throw new Error('workerd did not start; it says why above');
  address = `http://127.0.0.1:${(JSON.parse(event) as { port: number }).port}`;
});

afterAll(async () => {
  server?.kill('SIGKILL');
  packed.remove();
});

async function visit(path: string): Promise<{ answer: string; spans: EndedSpan[] }> {
  const answer = await (await fetch(address + path)).text();
  return { answer, spans: (await (await fetch(`${address}/spans`)).json()) as EndedSpan[] };
}

test.each([
  ['that is read ends with its last chunk, and not before', '/read', 'open after a', SpanStatusCode.UNSET],
  ['that is the body of an answer, through a TransformStream, ends with it', '/response', 'ab', SpanStatusCode.UNSET],
  ['that fails has its error', '/failing', 'network', SpanStatusCode.ERROR],
  ['that is cancelled ends then', '/cancelled', '', SpanStatusCode.UNSET],
])('the span of a web stream %s', async (_how, path, expected, code) => {
  const { answer, spans } = await visit(path);
  expect(answer).toBe(expected);
  expect(spans).toEqual([expect.objectContaining({ name: path.slice(1), links: 1 })]);
  expect(spans[0]?.status.code).toBe(code);
});

test('an async function ends its span with its promise, and its children are below it', async () => {
  const { spans } = await visit('/async');
  expect(spans.map(({ name }) => name)).toEqual(['child', 'async']);
});
