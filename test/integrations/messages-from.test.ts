/** Each `from…` reads its client's messages, at the places of that client alone. */
import { linksFrom, type LinkSource } from 'spanlink';
import * as messages from 'spanlink/messages';
import { recordCounts, recordReports } from '../fixtures/reports';
import { A, B, C, linkOf, linkTargets } from '../fixtures/spans';
import { MESSAGES, PAYLOADS, type Place, READERS, readerOf } from './message-readers';

const PLACES = Object.keys(MESSAGES) as Place[];

const counts = recordCounts();
const reports = recordReports();
beforeEach(() => counts());
afterEach(() => expect(reports).toEqual([]));

test('every reader is tested here', () => {
  const names = Object.keys(messages).filter((name) => name.startsWith('from') && name !== 'fromEnvironment');
  expect(READERS.map(({ name }) => name).sort()).toEqual(names.sort());
});

describe.each(READERS)('$name', ({ name, places, payloads = {} }) => {
  const from = readerOf(name);

  test.each(places)('reads a message by its %s, as linksFrom does', async (place) => {
    const message = MESSAGES[place]({ traceparent: A, tracestate: 'vendor=1' });
    const links = from(message);
    expect(linkTargets(links)).toEqual([linkOf(A)]);
    expect(links[0]?.context).toMatchObject({ isRemote: true });
    expect(links[0]?.context.traceState?.serialize()).toBe('vendor=1');
    expect(links).toEqual(linksFrom(message as LinkSource));
    await expect(counts()).resolves.toEqual({});
  });

  test('gives no link for a message of another client, and counts each', async () => {
    const others = PLACES.filter((place) => !places.includes(place));
    for (const place of others) expect([place, from(MESSAGES[place]({ traceparent: A }))]).toEqual([place, []]);
    await expect(counts()).resolves.toEqual({ 'spanlink.links.unreadable': others.length });
  });

  test('gives no link for text, headers alone, a span context or a link, as none is a message', async () => {
    const context = { traceId: linkOf(A).slice(0, 32), spanId: linkOf(A).slice(33), traceFlags: 1 };
    for (const other of [A, linkOf(A), { b3: linkOf(A) }, new Map([['traceparent', A]]), context, { context }, 7, true])
      expect(from(other)).toEqual([]);
    await expect(counts()).resolves.toEqual({ 'spanlink.links.unreadable': 8 });
  });

  test('reads a batch in order, and hands each message and its place to the attributes', async () => {
    const batch = [A, undefined, B, C].map((traceparent, at) =>
      MESSAGES[places[at % places.length] as Place](traceparent ? { traceparent } : {}),
    );
    const links = from(batch, {
      relation: 'batch_item',
      attributes: (item, index) => ({ index, isMessage: item === batch[index] }),
    });
    expect(linkTargets(links)).toEqual([A, B, C].map(linkOf));
    expect(links.map(({ attributes }) => attributes)).toEqual(
      [0, 2, 3].map((index) => ({ 'spanlink.relation': 'batch_item', index, isMessage: true })),
    );
    expect(linkTargets(from(new Set(batch)))).toEqual([A, B, C].map(linkOf));
    expect(linkTargets(from([batch.slice(0, 2), batch.slice(2)]))).toEqual([A, B, C].map(linkOf));
    await expect(counts()).resolves.toEqual({ 'spanlink.links.unreadable': 3 });
  });

  test('gives no link for null and undefined, and counts neither', async () => {
    for (const none of [null, undefined, false, [], [null, undefined, false]]) expect(from(none)).toEqual([]);
    await expect(counts()).resolves.toEqual({});
  });

  const whole = Object.entries(payloads) as [keyof typeof PAYLOADS, Place][];
  for (const [payload, place] of whole) {
    test(`reads the messages in \`${payload}\`, each in its place`, () => {
      const batch = [{ traceparent: A }, {}, { traceparent: B }].map((headers) => MESSAGES[place](headers));
      const links = from(PAYLOADS[payload](batch), {
        attributes: (item, index) => ({ index, isMessage: item === batch[index] }),
      });
      expect(linkTargets(links)).toEqual([A, B].map(linkOf));
      expect(links.map(({ attributes }) => attributes)).toEqual([0, 2].map((index) => ({ index, isMessage: true })));
      expect(links.map(({ context }) => context)).toEqual(
        linksFrom(PAYLOADS[payload](batch) as LinkSource).map(({ context }) => context),
      );
    });
  }

  test('gives no link for messages of other clients in a payload', () => {
    const others = PLACES.filter((place) => !places.includes(place)).map((place) =>
      MESSAGES[place]({ traceparent: A }),
    );
    for (const payload of Object.values(PAYLOADS)) expect(from(payload(others))).toEqual([]);
  });
});

test.each(['Attributes', 'attributes'])('fromSqs reads the header of X-Ray in the system `%s` of a message', (name) => {
  const AWSTraceHeader = `Root=1-${A.slice(3, 11)}-${A.slice(11, 35)};Parent=${A.slice(36, 52)};Sampled=1`;
  expect(linkTargets(readerOf('fromSqs')({ Body: '{}', [name]: { AWSTraceHeader } }))).toEqual([linkOf(A)]);
});

test('fromCloudEvent reads the `traceid` of an event of Dapr alone, as other values have ids of their own', () => {
  expect(messages.fromCloudEvent({ headers: undefined, traceid: A } as messages.CloudEventMessage)).toEqual([]);
});

describe('fromEnvironment', () => {
  test('reads the link of the process that started this one', async () => {
    const links = messages.fromEnvironment(
      { TRACEPARENT: A, TRACESTATE: 'vendor=1', HOME: '/' },
      { relation: 'origin' },
    );
    expect(linkTargets(links)).toEqual([linkOf(A)]);
    expect(links[0]?.context.traceState?.serialize()).toBe('vendor=1');
    expect(links[0]?.attributes).toEqual({ 'spanlink.relation': 'origin' });
    await expect(counts()).resolves.toEqual({});
  });

  test('reads the environment of this process by default, and reports nothing if it holds no context', async () => {
    const { TRACEPARENT } = process.env;
    try {
      delete process.env.TRACEPARENT;
      expect(messages.fromEnvironment()).toEqual([]);
      expect(messages.fromEnvironment({ TRACESTATE: 'vendor=1', TRACEPARENT: '' })).toEqual([]);
      await expect(counts()).resolves.toEqual({});
      process.env.TRACEPARENT = A;
      expect(linkTargets(messages.fromEnvironment())).toEqual([linkOf(A)]);
    } finally {
      delete process.env.TRACEPARENT;
      if (TRACEPARENT !== undefined) process.env.TRACEPARENT = TRACEPARENT;
    }
  });

  test('reads the header of X-Ray that a function of Lambda has, behind TRACEPARENT', async () => {
    const _X_AMZN_TRACE_ID = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=1:a:0';
    const xray = '5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8';
    expect(linkTargets(messages.fromEnvironment({ _X_AMZN_TRACE_ID }))).toEqual([xray]);
    expect(linkTargets(messages.fromEnvironment({ _X_AMZN_TRACE_ID, TRACEPARENT: '' }))).toEqual([xray]);
    expect(linkTargets(messages.fromEnvironment({ _X_AMZN_TRACE_ID, TRACEPARENT: 'bad' }))).toEqual([xray]);
    expect(linkTargets(messages.fromEnvironment({ _X_AMZN_TRACE_ID, TRACEPARENT: A }))).toEqual([linkOf(A)]);
    expect(messages.fromEnvironment({ _X_AMZN_TRACE_ID: '' })).toEqual([]);
    await expect(counts()).resolves.toEqual({});
    expect(messages.fromEnvironment({ _X_AMZN_TRACE_ID: 'Root=1' })).toEqual([]);
    await expect(counts()).resolves.toEqual({ 'spanlink.links.unreadable': 1 });
  });

  test('gives no link for text that is no traceparent, and counts it', async () => {
    expect(messages.fromEnvironment({ TRACEPARENT: 'bad' })).toEqual([]);
    await expect(counts()).resolves.toEqual({ 'spanlink.links.unreadable': 1 });
  });
});
