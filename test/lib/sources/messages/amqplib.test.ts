/** amqplib delivers `message.properties.headers`. */
import { A, B, linkOf } from '../../../fixtures/spans.js';
import { read, testField, testHeaders } from './message-suite.js';

const message = (headers: unknown): object => ({
  content: Buffer.from('{}'),
  fields: { consumerTag: 'amq.ctag', deliveryTag: 1, redelivered: false, exchange: '', routingKey: 'orders' },
  properties: { contentType: 'application/json', headers, deliveryMode: 2, messageId: undefined },
});

describe('A message of amqplib', () => {
  testHeaders(message);
  testField('properties', message({ traceparent: A }));

  test.each([undefined, null, 'text', 7])('with headers that are %p gives no link', (headers) => {
    expect(read(message(headers))).toEqual([]);
  });

  test('with headers of its own beside them is read there', () => {
    expect(read({ ...message({ traceparent: A }), headers: { traceparent: B } })).toEqual([linkOf(B)]);
    expect(read({ ...message({ traceparent: A }), headers: {} })).toEqual([linkOf(A)]);
  });

  test('with the table of a dead letter among its headers is not read inside of that table', () => {
    expect(read(message({ 'x-death': [{ queue: 'orders', traceparent: A }] }))).toEqual([]);
  });
});
