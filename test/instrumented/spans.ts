/** What the application sends, and by which packages, as the documentation shows it. */

/** All of its spans: what made each, its name, and where its links lead. */
export const SPANS = `bullmq: Worker.run orders → Queue.add orders
  spanlink: Warehouse.mail → triggered: Queue.add orders
http: GET
  http: GET /orders/:id
    express: request handler
      spanlink: Shop.place
        amqplib: publish <default>
          amqplib: orders process
            spanlink: Warehouse.ship → triggered: publish <default>
        bullmq: Queue.add orders
          ioredis: evalsha
        ioredis: set
        kafkajs: send orders
          kafkajs: process orders
            spanlink: Warehouse.book → triggered: send orders
        kafkajs: send orders
          kafkajs: process orders
            spanlink: Warehouse.book → triggered: send orders
            spanlink: Warehouse.bookAll → batch_item: send orders, batch_item: send orders
        pg: pg.query:SELECT postgres
        undici: GET
          http: GET /stock/:id
            otel: request
              otel: handler - fastify -> @fastify/otel
                spanlink: Stock.reserve → triggered: GET
pg: pg.connect`;

/** The packages that it uses, each with what instruments it. */
export const INSTRUMENTATIONS = [
  ['amqplib', '@opentelemetry/instrumentation-amqplib'],
  ['bullmq', '@appsignal/opentelemetry-instrumentation-bullmq'],
  ['express', '@opentelemetry/instrumentation-express'],
  ['fastify', '@fastify/otel'],
  ['ioredis', '@opentelemetry/instrumentation-ioredis'],
  ['kafkajs', '@opentelemetry/instrumentation-kafkajs'],
  ['node:http', '@opentelemetry/instrumentation-http'],
  ['fetch of Node', '@opentelemetry/instrumentation-undici'],
  ['pg', '@opentelemetry/instrumentation-pg'],
] as const;
