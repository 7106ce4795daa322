/** BullMQ keeps the carrier as JSON text in `job.opts.telemetry.metadata`. */
import { A, B, linkOf } from '../../../fixtures/spans.js';
import { read, testField, testHeaders } from './message-suite.js';

/** As the client delivers it. */
class Job {
  readonly id = '7';
  readonly name = 'resize';
  readonly data = {};
  readonly attemptsMade = 0;
  constructor(readonly opts: unknown) {}
}
const job = (metadata: unknown): object => new Job({ attempts: 3, telemetry: { metadata, omitContext: false } });

describe('A job of BullMQ', () => {
  testHeaders((headers) => job(JSON.stringify(headers)), 'text');
  testField('opts', job(JSON.stringify({ traceparent: A })));

  test('as Redis holds it, with `tm`, is read', () => {
    expect(read({ id: '7', opts: { attempts: 3, tm: JSON.stringify({ traceparent: A }) } })).toEqual([linkOf(A)]);
  });

  test('that an instrumentation wrote to is read: its options are the carrier', () => {
    expect(read(new Job({ attempts: 3, traceparent: A }))).toEqual([linkOf(A)]);
    expect(read(new Job({ traceparent: '00-not-a-traceparent' }))).toEqual([]);
  });

  test('with telemetry of its own beside that is read there', () => {
    const telemetry = { metadata: JSON.stringify({ traceparent: A }) };
    expect(read(new Job({ telemetry, traceparent: B }))).toEqual([linkOf(A)]);
  });

  test('with the carrier as an object is read', () => {
    expect(read(job({ traceparent: A }))).toEqual([linkOf(A)]);
  });

  test.each([
    undefined,
    null,
    '',
    '{',
    '[]',
    'null',
    7,
    '{"traceparent":7}',
    JSON.stringify(JSON.stringify({ traceparent: A })),
  ])('with metadata that is %p gives no link', (metadata) => {
    expect(read(job(metadata))).toEqual([]);
  });
});
