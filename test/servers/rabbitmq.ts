/** RabbitMQ, with its own port mapper. */
import { freePort, type Server, startServer } from './start-server.js';

/** Starts a RabbitMQ broker; `amqp://127.0.0.1:port`. */
export async function startRabbitMq(): Promise<Server> {
  const mapper = await startServer('epmd', ({ port }) => ({
    args: ['-d', '-port', String(port)],
    ready: /epmd running/,
  }));
  const broker = await startBroker(mapper.port);
  const end = async (): Promise<void> => {
    // a clean shutdown of a broker that keeps nothing takes seconds, and is of no use
    await broker.kill();
    await mapper.kill();
  };
  return { ...broker, stop: end, kill: end };
}

async function startBroker(mapper: number): Promise<Server> {
  const distribution = await freePort();
  return startServer('rabbitmq-server', ({ folder, port }) => ({
    args: [],
    env: {
      HOME: folder,
      ERL_EPMD_PORT: String(mapper),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-start_epmd false',
      RABBITMQ_NODENAME: `spanlink-${port}@localhost`,
      RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
      RABBITMQ_NODE_PORT: String(port),
      RABBITMQ_DIST_PORT: String(distribution),
      RABBITMQ_MNESIA_BASE: folder,
      RABBITMQ_LOG_BASE: folder,
      RABBITMQ_LOGS: '-',
      RABBITMQ_PID_FILE: `${folder}/pid`,
      RABBITMQ_ENABLED_PLUGINS_FILE: `${folder}/plugins`,
      RABBITMQ_CONFIG_FILE: `${folder}/rabbitmq`,
    },
    ready: /completed with \d+ plugins/,
  }));
}
