/** Callers of a tool over each transport, with messages as a client sends them, each from another trace. */
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';

/** Calls that wait for an answer at a time. */
const CONCURRENCY = 8;

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 'init',
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'load', version: '1.0.0' } },
};
const INITIALIZED = { jsonrpc: '2.0', method: 'notifications/initialized' };

let last = 0;
function call() {
  const traceparent = `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
  const params = { name: 'ship', arguments: {}, _meta: { traceparent } };
  return { jsonrpc: '2.0', id: ++last, method: 'tools/call', params };
}

/** Runs calls a few at a time. */
async function callMany(amount, ask) {
  let left = amount;
  const worker = async () => {
    while (left-- > 0) {
      const answer = await ask(call());
      if (!answer.includes('"done"')) throw new Error(`the tool answered ${answer}`);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

/** Returns a function that calls the tool so many times, over each transport. */
export const CALLERS = { stdio: overPipes, HTTP: overHttp };

async function overPipes({ child }) {
  const waiting = new Map();
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      const { id } = JSON.parse(line);
      waiting.get(id)?.(line);
      waiting.delete(id);
    }
  });
  const send = (message) => child.stdin.write(`${JSON.stringify(message)}\n`);
  const ask = (message) =>
    new Promise((resolve) => {
      waiting.set(message.id, resolve);
      send(message);
    });
  await ask(INITIALIZE);
  send(INITIALIZED);
  return (amount) => callMany(amount, ask);
}

async function overHttp({ url }) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  let session = {};
  const ask = (message) =>
    new Promise((resolve, reject) => {
      const headers = {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2025-06-18',
        ...session,
      };
      const sent = request(url, { method: 'POST', agent, headers }, (response) => {
        const id = response.headers['mcp-session-id'];
        if (id !== undefined) session = { 'mcp-session-id': id };
        let body = '';
        response.setEncoding('utf8').on('data', (text) => (body += text));
        response.on('end', () => resolve(body));
      });
      sent.on('error', reject);
      sent.end(JSON.stringify(message));
    });
  await ask(INITIALIZE);
  await ask(INITIALIZED);
  return (amount) => callMany(amount, ask);
}
