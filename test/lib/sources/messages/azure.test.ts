/** Azure delivers `applicationProperties` (Service Bus) and `properties` (Event Hubs), with `Diagnostic-Id`. */
import { A, B, linkOf } from '../../../fixtures/spans.js';
import { read, testField, testHeaders } from './message-suite.js';

const received = (applicationProperties: unknown): object => ({
  body: { id: 7 },
  messageId: 'b1',
  sequenceNumber: 1,
  lockToken: 'c2',
  enqueuedTimeUtc: new Date(0),
  state: 'active',
  applicationProperties,
});
const event = (properties: unknown): object => ({
  body: { id: 7 },
  enqueuedTimeUtc: new Date(0),
  offset: '0',
  sequenceNumber: 1,
  partitionKey: null,
  systemProperties: {},
  properties,
});

describe.each([
  ['Service Bus', 'applicationProperties', received],
  ['Event Hubs', 'properties', event],
])('A message of Azure %s', (_what, field, message) => {
  testHeaders(message);
  testField(field, message({ 'Diagnostic-Id': A }));

  test.each(['Diagnostic-Id', 'diagnostic-id', 'DIAGNOSTIC-ID'])('with %s is read', (name) => {
    expect(read(message({ tenant: 7, at: new Date(0), [name]: A }))).toEqual([linkOf(A)]);
    expect(read(message({ [name]: Buffer.from(A) }))).toEqual([linkOf(A)]);
  });

  test('with a traceparent and Diagnostic-Id is read by the traceparent if that is valid', () => {
    expect(read(message({ 'Diagnostic-Id': A, traceparent: B }))).toEqual([linkOf(B)]);
    expect(read(message({ 'Diagnostic-Id': A, traceparent: 'bad' }))).toEqual([linkOf(A)]);
  });

  test.each([undefined, null, 'text'])(
    'with properties that are %p, or an old Diagnostic-Id, gives no link',
    (properties) => {
      expect(read(message(properties))).toEqual([]);
      expect(read(message({ 'Diagnostic-Id': '|4bf92f3577b34da6.1.' }))).toEqual([]);
    },
  );
});
