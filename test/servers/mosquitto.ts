/** Mosquitto, a broker of MQTT 5. */
import { type Server, startServer } from './start-server.js';

/** Starts a Mosquitto broker; `mqtt://127.0.0.1:port`. */
export function startMosquitto(): Promise<Server> {
  return startServer('mosquitto', ({ port }) => ({
    args: ['-v', '-p', String(port)],
    ready: /mosquitto version .* running/,
  }));
}
