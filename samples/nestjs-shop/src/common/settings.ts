/** The addresses of the servers, from the environment. */

export const REDIS_URL = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379';
export const RABBITMQ_URL = process.env.RABBITMQ_URL ?? 'amqp://127.0.0.1:5672';
export const HTTP_PORT = Number(process.env.HTTP_PORT ?? 3000);
