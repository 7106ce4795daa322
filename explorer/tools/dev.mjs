// Serves the page from its sources, with hot reload, and the data of an explorer that is running: `npm run dev`, with
// `--explorer URL` for one that is not at 127.0.0.1:4319 (a URL with its `?token=` works), and `--port N`.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    explorer: { type: 'string', default: 'http://127.0.0.1:4319/' },
    port: { type: 'string', default: '5173' },
  },
});
const explorer = new URL(values.explorer);
const token = explorer.searchParams.get('token');
const authorization = token === null ? {} : { authorization: `Bearer ${token}` };

/** Returns where the explorer receives spans; it has to answer, as the page without it shows nothing. */
async function readReceiver() {
  const response = await fetch(new URL('/api/status', explorer), { headers: authorization }).catch(({ cause }) => {
    throw new Error(`nothing answers (${cause?.code ?? cause}). Start an explorer with \`npm start\``);
  });
  if (response.status === 401) throw new Error('it wants its token. Give the whole address that it printed');
  if (!response.ok)
    throw new Error(`it answers ${response.status}, so that is no explorer. Start one with \`npm start\``);
  return (await response.json()).receivers.http;
}

/** Passes requests on as if they came from the explorer's own page; it refuses those of other sites. */
function passOn(target) {
  return {
    target,
    changeOrigin: true,
    configure: (proxy) =>
      proxy.on('proxyReq', (passed, { headers }) => {
        if (headers.origin === `http://${headers.host}`) passed.setHeader('origin', target);
        for (const [name, value] of Object.entries(authorization)) passed.setHeader(name, value);
      }),
  };
}

let receiver;
try {
  receiver = await readReceiver();
} catch ({ message }) {
  console.error(`dev: at ${explorer.origin} ${message}, or name another one with --explorer URL.`);
  process.exit(1);
}

const proxied = ['/api', '/mcp', '/metrics'].map((path) => [`^${path}($|[/?])`, passOn(explorer.origin)]);
const server = await createServer({
  configFile: join(root, 'vite.config.ts'),
  server: {
    host: '127.0.0.1',
    port: Number(values.port),
    proxy: Object.fromEntries([...proxied, ...(receiver === undefined ? [] : [['^/v1/', passOn(receiver)]])]),
  },
});
await server.listen();
console.log(`Page with hot reload  ${server.resolvedUrls.local[0]}`);
console.log(`Data of the explorer  ${explorer.origin}/`);
console.log('Ctrl-C stops it.');
