/** The bureaus, on a day when one of them is down and a process dies while it asks another. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

/** The failures in order, by the question asked; after these, all is well. */
const TROUBLES: Readonly<Record<string, readonly ('down' | 'killed')[]>> = {
  '/income/7': ['killed'],
  '/score/7': ['down'],
  '/score/8': ['down', 'down'],
};

/** Starts the bureaus; `kill` is called with the id of the process to kill, which never receives its answer. */
export async function startBadDay(kill: (pid: number) => void): Promise<Server> {
  const asked = new Map<string, number>();
  const server = createServer(({ url = '', headers }, response) => {
    const before = asked.get(url) ?? 0;
    asked.set(url, before + 1);
    const trouble = TROUBLES[url]?.[before];
    if (trouble === 'killed') kill(Number(headers['user-agent']?.split('/')[1]));
    else response.writeHead(trouble === 'down' ? 503 : 200).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}
