/** The details of a span: whatever was sent about its links, and what its SDK dropped. */
import {
  encode,
  otlpSpan,
  post,
  receiving,
  closeReceiving,
  requestOf,
  spanIdBytes,
  traceIdBytes,
} from '../receive/receiving';
import { startClickhouse } from '../store/clickhouse-server';
import { CURRENT } from '../store/collector-tables';
import { openEmbedded } from '../../server/store/embedded';
import { closeAll, newFolder, openForTest } from '../store/folder';
import { link, span, spanIdOf, traceIdOf } from '../store/spans';
import { ask } from './story';

afterEach(closeReceiving);

const ref = (trace: number, number: number): { trace: string; span: string } => ({
  trace: traceIdOf(trace),
  span: spanIdOf(number),
});

const DETAILED = {
  droppedAttributesCount: 3,
  droppedEventsCount: 4,
  droppedLinksCount: 5,
  events: [{ timeUnixNano: '1795000000123456789', name: 'lost', droppedAttributesCount: 6 }, { name: 'whole' }],
  links: [
    { traceId: traceIdBytes, spanId: spanIdBytes(7), traceState: 'a=1,b=2', flags: 0x301, droppedAttributesCount: 9 },
    { traceId: traceIdBytes, spanId: spanIdBytes(8) },
  ],
};

test.each(['protobuf', 'JSON'])(
  'Flags, trace states and dropped counts sent in %s are kept and shown',
  async (form) => {
    const { store, http } = await receiving();
    const hex = ({ traceId, spanId, ...rest }: { traceId: Buffer; spanId: Buffer }): object => ({
      ...rest,
      traceId: traceId.toString('hex'),
      spanId: spanId.toString('hex'),
    });
    const sent = otlpSpan(1, DETAILED) as { traceId: Buffer; spanId: Buffer };
    const response =
      form === 'protobuf'
        ? await post(http, encode(requestOf(sent)))
        : await post(http, JSON.stringify(requestOf({ ...hex(sent), links: DETAILED.links.map(hex) })), {
            'content-type': 'application/json',
          });
    expect([response.status, await response.text()]).toEqual([200, form === 'protobuf' ? '' : '{}']);
    const trace = traceIdBytes.toString('hex');
    const detail = await ask(store, 'span', '', { trace, span: spanIdOf(1) });
    expect(detail.dropped).toEqual({ attributes: 3, events: 4, links: 5 });
    expect(detail.events.map(({ name, droppedAttributes }) => [name, droppedAttributes])).toEqual([
      ['lost', 6],
      ['whole', undefined],
    ]);
    const end = { traceState: 'a=1,b=2', flags: 0x301, droppedAttributes: 9 };
    expect(detail.causedBy.ends[0]).toMatchObject(end);
    expect(Object.keys(detail.causedBy.ends[1] ?? {}).sort()).toEqual(['attributes', 'cause', 'effect']);
    await post(http, encode(requestOf(otlpSpan(7))));
    const cause = await ask(store, 'span', '', { trace, span: spanIdOf(7) });
    expect(cause.ledTo.ends[0]).toMatchObject(end);
    expect(cause.dropped).toEqual({ attributes: 0, events: 0, links: 0 });
  },
);

test.each(['protobuf', 'JSON'])(
  "A span's flags, and the schemas, dropped counts and attributes of its scope and resource sent in %s are shown",
  async (form) => {
    const { store, http } = await receiving();
    const url = 'https://opentelemetry.io/schemas/1.27.0';
    const trace = traceIdBytes.toString('hex');
    const ids = form === 'JSON' ? { traceId: trace, spanId: spanIdOf(1) } : {};
    const request = {
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'host', value: { stringValue: 'a' } }], droppedAttributesCount: 2 },
          schemaUrl: `${url}#resource`,
          scopeSpans: [
            {
              scope: {
                name: 'lib',
                version: '2',
                attributes: [{ key: 'k', value: { intValue: 7 } }],
                droppedAttributesCount: 4,
              },
              schemaUrl: url,
              spans: [otlpSpan(1, { ...ids, flags: 0x301 })],
            },
            // neither inherits anything of the scope before
            { spans: [otlpSpan(2, form === 'JSON' ? { traceId: trace, spanId: spanIdOf(2) } : {})] },
          ],
        },
        { scopeSpans: [{ spans: [otlpSpan(3, form === 'JSON' ? { traceId: trace, spanId: spanIdOf(3) } : {})] }] },
      ],
    };
    const response =
      form === 'protobuf'
        ? await post(http, encode(request))
        : await post(http, JSON.stringify(request), { 'content-type': 'application/json' });
    expect([response.status, await response.text()]).toEqual([200, form === 'protobuf' ? '' : '{}']);
    const detail = await ask(store, 'span', '', { trace, span: spanIdOf(1) });
    const ofResource = { resource: { host: 'a' }, resourceSchemaUrl: `${url}#resource`, resourceDroppedAttributes: 2 };
    expect(detail).toMatchObject({
      ...ofResource,
      flags: 0x301,
      scope: { name: 'lib', version: '2', attributes: { k: '7' }, droppedAttributes: 4, schemaUrl: url },
    });
    const second = await ask(store, 'span', '', { trace, span: spanIdOf(2) });
    expect(second).toMatchObject(ofResource);
    expect([second.scope, second.flags]).toEqual([{ name: '', version: '' }, undefined]);
    const third = await ask(store, 'span', '', { trace, span: spanIdOf(3) });
    expect([third.scope, third.resourceSchemaUrl, third.resourceDroppedAttributes]).toEqual([
      { name: '', version: '' },
      undefined,
      undefined,
    ]);
  },
);

test('A long attribute of a link is marked as cut in lists, and whole in the details of both its spans', async () => {
  const store = await openForTest();
  const [exact, long] = ['é'.repeat(1024), '🙂'.repeat(1025)];
  await store.insert([
    span(1, 1),
    span(2, 2, { links: [link(1, 1, { exact }), link(1, 1, { long, short: 'a' }), link(3, 9, { long })] }),
  ]);
  const cut = { long: `${'🙂'.repeat(1024)}…`, short: 'a' };
  const { links } = await ask(store, 'trace', '', { trace: traceIdOf(1) });
  expect(links.map(({ attributes, isCut }) => [attributes, isCut])).toEqual([
    [{ exact }, undefined],
    [cut, true],
  ]);
  const { causedBy } = await ask(store, 'span', '', ref(2, 2));
  expect(causedBy.ends.map(({ attributes, isCut }) => [attributes, isCut ?? false])).toEqual([
    [{ exact }, false],
    [{ long, short: 'a' }, false],
    [{ long }, false],
  ]);
  const { ledTo } = await ask(store, 'span', '', ref(1, 1));
  expect(ledTo.ends.map(({ attributes, isCut }) => [attributes, isCut])).toEqual([
    [{ exact }, undefined],
    [{ long, short: 'a' }, undefined],
  ]);
});

test('What lists leave out of a link is whole at the span that carries it, whose own name is long', async () => {
  const store = await openForTest();
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`key ${index}`, 'value']));
  const attributes = { ...many, ['k'.repeat(200)]: 'v', 'link.name': 'r'.repeat(2000) };
  const [name, service] = ['n'.repeat(3000), 's'.repeat(3000)];
  await store.insert([span(1, 1), span(2, 2, { name, service, links: [link(1, 1, attributes)] })]);
  const [listed] = (await ask(store, 'trace', '', { trace: traceIdOf(2) })).links;
  expect([listed?.isCut, Object.keys(listed?.attributes ?? {}).length]).toEqual([true, 32]);
  const detail = await ask(store, 'span', '', ref(2, 2));
  expect([detail.name, detail.service, detail.received]).toEqual([name, service, expect.any(Number)]);
  expect(detail.causedBy.ends[0]?.attributes).toEqual(attributes);
});

test('A span counts all of its events, lists as many as are asked for, and names the bound', async () => {
  const { store, http } = await receiving();
  const events = Array.from({ length: 2_500 }, (_, index) => ({ name: `event ${index + 1}` }));
  await post(http, encode(requestOf(otlpSpan(1, { events }))));
  const of = { trace: traceIdBytes.toString('hex'), span: spanIdOf(1) };
  const first = await ask(store, 'span', '', of);
  expect([first.events.length, first.eventsTotal, first.cutBy]).toEqual([1_000, 2_500, ['events']]);
  const all = await ask(store, 'span', 'events=2500', of);
  expect([all.events.at(-1)?.name, all.eventsTotal, all.isCut]).toEqual(['event 2500', 2_500, false]);
  expect((await ask(store, 'span', 'events=0', of)).eventsTotal).toBe(2_500);
});

test('In the table of a Collector, what it has no column for is told to be unknown', async () => {
  const data = newFolder();
  const engine = await openEmbedded(data, 'default');
  await engine.command(CURRENT);
  await engine.close();
  const server = await startClickhouse(data);
  try {
    const store = await openForTest({ clickhouse: server.url });
    await store.insert([span(1, 1, { links: [{ ...link(2, 2, { a: 'b' }), traceState: 'x=y', flags: 257 }] })]);
    const detail = await ask(store, 'span', '', ref(1, 1));
    expect([detail.dropped, 'dropped' in detail]).toEqual([undefined, false]);
    expect(detail.causedBy.ends).toEqual([expect.objectContaining({ traceState: 'x=y', attributes: { a: 'b' } })]);
    expect(detail.causedBy.ends[0]?.flags).toBeUndefined();
    await store.close();
  } finally {
    await server.close();
    await closeAll();
  }
});
