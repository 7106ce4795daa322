// Starts processes that receive spans, and with rules also keep and forward them; and sends requests to them.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { send } from './send.mjs';

const PROCESS = fileURLToPath(new URL('keep-process.mjs', import.meta.url));
const PAUSE_MS = 100;

/** @param args its folder, and to keep: the rules and where to forward to */
export async function startReceiver(args, options = {}) {
  const child = fork(PROCESS, args, options);
  const [{ http }] = await once(child, 'message');
  return {
    pid: child.pid,
    url: `http://${http}`,
    /** Ends it when all is decided and forwarded, and returns its report. */
    end: async () => {
      child.send('end');
      const [report] = await once(child, 'message');
      await once(child, 'exit');
      return report;
    },
  };
}

/** Sends requests from as many senders at once as the agent has sockets. */
export async function sendAll(url, agent, requests) {
  const left = [...requests];
  const sender = async () => {
    for (let body = left.pop(); body; body = left.pop()) await sendUntilTaken(url, agent, body);
  };
  await Promise.all(Array.from({ length: agent.maxSockets }, sender));
}

/** Sends a request again until it is acknowledged. */
export async function sendUntilTaken(url, agent, body) {
  while ((await send(`${url}/v1/traces`, agent, body)) !== 200) await setTimeout(PAUSE_MS);
}
