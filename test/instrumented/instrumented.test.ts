/**
 * Beside OpenTelemetry's instrumentations, on real servers: whatever registers them, each piece of work has one span of
 * theirs and one of ours, and ours are linked to the span of theirs that is in the headers.
 */
import { findKafka } from '../../tools/kafka.cjs';
import { missingServers } from '../../tools/servers.cjs';
import { FORMATS } from '../fixtures/applications';
import type { NeutralSpan } from '../providers/neutral-span';
import { startKafka } from '../servers/kafka';
import { startPostgres } from '../servers/postgres';
import { startRabbitMq } from '../servers/rabbitmq';
import { startRedis } from '../servers/redis';
import type { Server } from '../servers/server';
import { type Addresses, type By, type Option, type Outcome, runApplication } from './run';
import { spanTree } from './span-tree';
import { SPANS } from './spans';

const OPTIONS: readonly Option[] = ['--require', '--import'];
const BY: readonly By[] = ['telemetry.js', '@opentelemetry/auto-instrumentations-node/register'];
const CASES = OPTIONS.flatMap((option) => FORMATS.flatMap((format) => BY.map((by) => [option, by, format] as const)));

const NEEDED = ['redis-server', 'rabbitmq-server', 'postgres'];
const isHere = missingServers(NEEDED).length === 0 && findKafka() !== undefined;

(isHere ? describe : describe.skip)("Beside OpenTelemetry's instrumentations", () => {
  let servers: readonly Server[] = [];
  let addresses: Addresses;
  beforeAll(async () => {
    const [amqp, kafka, postgres, redis] = await Promise.all([
      startRabbitMq(),
      startKafka(),
      startPostgres(),
      startRedis(),
    ]);
    servers = [amqp, kafka, postgres, redis];
    addresses = {
      AMQP: `amqp://127.0.0.1:${amqp.port}`,
      KAFKA: `127.0.0.1:${kafka.port}`,
      POSTGRES: `postgresql://postgres@127.0.0.1:${postgres.port}/postgres`,
      REDIS: `redis://127.0.0.1:${redis.port}`,
    };
  });
  afterAll(() => Promise.all(servers.map((server) => server.kill())));

  describe.each(CASES)('that %s %s registers, in %s,', (option, by, format) => {
    let outcome: Outcome;
    let spans: readonly NeutralSpan[];
    beforeAll(async () => {
      outcome = await runApplication(option, format, by, addresses);
      spans = outcome.spans.map((span) => ({ ...span, name: span.name.replace(outcome.name, 'orders') }));
    });

    test('the application answers, and says nothing on standard error', () => {
      expect([outcome.answer, outcome.stderr]).toEqual(['fig', '']);
    });

    test('no span is made twice, each has its parent, and links lead to the span that is in the headers', () => {
      expect(spanTree(spans).join('\n')).toBe(SPANS);
    });

    test('the links of a batch lead to the publishing span of each message, in order', () => {
      const [batch] = spans.filter(({ name }) => name === 'Warehouse.bookAll');
      const books = spans.filter(({ name }) => name === 'Warehouse.book');
      expect(new Set(batch?.links.map(({ spanId }) => spanId)).size).toBe(2);
      expect(batch?.links.map(({ spanId }) => spanId)).toEqual(books.flatMap(({ links }) => links[0]?.spanId));
    });
  });
});
