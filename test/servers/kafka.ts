/** Kafka: one node that is broker and controller, and keeps its data as long as it runs. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findKafka } from '../../tools/kafka.cjs';
import { freePort, type Server, startServer } from './start-server.js';

/** Starts a Kafka broker; `127.0.0.1:port`. */
export async function startKafka(): Promise<Server> {
  const libs = findKafka();
  if (libs === undefined) throw new Error('Kafka is not installed: run `node tools/kafka.cjs`, which needs Maven');
  const controller = await freePort();
  return startServer('java', ({ folder, port }) => {
    const properties = join(folder, 'server.properties');
    writeFileSync(properties, propertiesOf(folder, port, controller));
    const classes = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', `${libs}/*`];
    const id = randomBytes(16).toString('base64url');
    return {
      before: { binary: 'java', args: [...classes, 'kafka.tools.StorageTool', 'format', '-t', id, '-c', properties] },
      args: ['-Xms128m', '-Xmx384m', ...LOGGED, ...classes, 'kafka.Kafka', properties],
      ready: /Kafka Server started/,
      // a clean shutdown of a broker whose data is thrown away takes seconds, and is of no use
      signal: 'SIGKILL',
    };
  });
}

const LOGGED = [
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=error',
  '-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info',
];

function propertiesOf(folder: string, port: number, controller: number): string {
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=${folder}/data
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
log.cleaner.backoff.ms=100
`;
}
