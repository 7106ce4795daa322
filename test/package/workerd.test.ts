/** Promise 5 on workerd, the runtime of Cloudflare's workers, with its own web streams and `nodejs_compat`. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { SpanStatusCode } from '@opentelemetry/api';
import { build } from 'esbuild';
import { PackedPackage } from './packed-package';
import { type RunningWorker, startWorker, WORKER_CONDITIONS } from './workerd';

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
let worker: RunningWorker | undefined;

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
    conditions: WORKER_CONDITIONS,
    // for the parts of the SDK that are CommonJS
    banner: { js: "import { createRequire as from } from 'node:module'; const require = from('/');" },
  });
  worker = await startWorker(project, [{ name: 'worker', type: 'esModule', file: join(project, 'bundle.js') }]);
});

afterAll(() => {
  worker?.stop();
  packed.remove();
});

async function visit(path: string): Promise<{ answer: string; spans: EndedSpan[] }> {
  const { address } = worker as RunningWorker;
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
