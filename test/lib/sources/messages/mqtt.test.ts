/** MQTT 5 delivers `packet.properties.userProperties`. */
import { A, B, linkOf } from '../../../fixtures/spans.js';
import { read, testField, testHeaders } from './message-suite.js';

const packet = (userProperties: unknown): object => ({
  cmd: 'publish',
  topic: 'orders',
  payload: Buffer.from('{}'),
  qos: 1,
  dup: false,
  retain: false,
  properties: { contentType: 'application/json', userProperties },
});

describe('A packet of MQTT', () => {
  testHeaders(packet);
  testField('properties', packet({ traceparent: A }));

  test('is read by the last valid value of a user property given twice', () => {
    expect(read(packet({ traceparent: [B, A, 'bad'] }))).toEqual([linkOf(A)]);
  });

  test('without properties, as of version 4, gives no link', () => {
    expect(read({ ...packet({ traceparent: A }), properties: undefined })).toEqual([]);
  });

  test('has its user properties read once', () => {
    const get = jest.fn(() => ({ traceparent: 'bad' }));
    expect(read({ properties: Object.defineProperty({}, 'userProperties', { get, enumerable: true }) })).toEqual([]);
    expect(get).toHaveBeenCalledTimes(1);
  });
});
