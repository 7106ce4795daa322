/** Fragments: a request is split by trace and put together again, and every span keeps its bytes and what is around. */
import fc from 'fast-check';
import { joinFragments, splitRequest } from '../../server/keep/fragments/fragments';
import type { Fragment } from '../../server/keep/fragments/fragments';
import { rewriteTraceStates } from '../../server/keep/fragments/rewrite-trace-states';
import { types } from '../../server/otlp/otlp-messages';
import { encodeRequest, traceId } from './requests';

const MIB = 1024 * 1024;

/** Writes protobuf by hand, independently of the code under test. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  return Buffer.from([...bytes, rest]);
}
const field = (number: number, content: Buffer): Buffer =>
  Buffer.concat([varint(number * 8 + 2), varint(content.length), content]);
const fixed64 = (number: number, value: bigint): Buffer => {
  const content = Buffer.alloc(8);
  content.writeBigUInt64LE(value);
  return Buffer.concat([varint(number * 8 + 1), content]);
};

/** Reads the fields of a message: number, wire type, and bytes with the tag. */
function fieldsOf(message: Buffer): { number: number; bytes: Buffer; content: Buffer }[] {
  const fields: { number: number; bytes: Buffer; content: Buffer }[] = [];
  let position = 0;
  const readVarint = (): number => {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = message[position++] ?? 0;
      value += (byte & 127) * scale;
      scale *= 128;
      if (byte < 128) return value;
    }
  };
  while (position < message.length) {
    const start = position;
    const tag = readVarint();
    let content: Buffer = Buffer.alloc(0);
    if ((tag & 7) === 2) {
      const length = readVarint();
      content = message.subarray(position, position + length);
      position += length;
    } else if ((tag & 7) === 0) readVarint();
    else position += (tag & 7) === 1 ? 8 : 4;
    fields.push({ number: Math.floor(tag / 8), bytes: message.subarray(start, position), content });
  }
  return fields;
}

/** Returns each span of requests with the bytes of all that is around it, sorted. */
function spansWithin(requests: readonly Buffer[]): string[] {
  const texts: string[] = [];
  const others = (message: Buffer, number: number): string =>
    fieldsOf(message)
      .filter((one) => one.number !== number)
      .map(({ bytes }) => bytes.toString('hex'))
      .join('.');
  const messages = (message: Buffer, number: number): Buffer[] =>
    fieldsOf(message)
      .filter((one) => one.number === number)
      .map(({ content }) => content);
  for (const resource of requests.flatMap((request) => messages(request, 1)))
    for (const scope of messages(resource, 2))
      for (const span of messages(scope, 2))
        texts.push(`${others(resource, 2)}|${others(scope, 2)}|${span.toString('hex')}`);
  return texts.sort();
}

const traceIdOf = (span: Buffer): string =>
  fieldsOf(span)
    .find(({ number }) => number === 1)
    ?.content.toString('hex') ?? '';

// of messages of any kind: fields in any order, some twice, some that nobody knows
const anyBytes = fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes));
const unknownField = fc.oneof(
  fc.tuple(fc.integer({ min: 17, max: 3000 }), anyBytes).map(([number, content]) => field(number, content)),
  fc
    .tuple(fc.integer({ min: 17, max: 3000 }), fc.bigInt(0n, 2n ** 64n - 1n))
    .map(([number, value]) => fixed64(number, value)),
  fc
    .tuple(fc.integer({ min: 17, max: 3000 }), fc.nat())
    .map(([number, value]) => Buffer.concat([varint(number * 8), varint(value)])),
);
const anySpan = (traces: readonly string[]): fc.Arbitrary<Buffer> =>
  fc
    .tuple(fc.constantFrom(...traces), fc.integer({ min: 1, max: 255 }), fc.array(unknownField, { maxLength: 3 }))
    .chain(([trace, id, unknown]) =>
      fc
        .shuffledSubarray([...unknown, field(5, Buffer.from(`span ${id}`)), fixed64(7, BigInt(id))])
        .map((parts) =>
          Buffer.concat([
            ...parts,
            field(1, Buffer.from(trace, 'hex')),
            field(2, Buffer.from([0, 0, 0, 0, 0, 0, 0, id])),
          ]),
        ),
    );
const shuffled = (arbitrary: fc.Arbitrary<Buffer[]>): fc.Arbitrary<Buffer> =>
  arbitrary
    .chain((parts) => fc.shuffledSubarray(parts, { minLength: parts.length, maxLength: parts.length }))
    .map((parts) => Buffer.concat(parts));
const anyScope = (traces: readonly string[]): fc.Arbitrary<Buffer> =>
  shuffled(
    fc
      .tuple(
        fc.array(anySpan(traces), { maxLength: 5 }),
        fc.array(
          fc.oneof(
            unknownField,
            anyBytes.map((name) => field(1, field(1, name))),
          ),
        ),
      )
      .map(([spans, others]) => [...spans.map((span) => field(2, span)), ...others]),
  );
const anyResource = (traces: readonly string[]): fc.Arbitrary<Buffer> =>
  shuffled(
    fc
      .tuple(
        fc.array(anyScope(traces), { maxLength: 3 }),
        fc.array(
          fc.oneof(
            unknownField,
            anyBytes.map((url) => field(3, url)),
          ),
        ),
      )
      .map(([scopes, others]) => [...scopes.map((scope) => field(2, scope)), ...others]),
  );
const TRACES = ['a', 'b', 'c'].map(traceId);
const anyRequest = fc
  .array(anyResource(TRACES), { maxLength: 3 })
  .map((resources) => Buffer.concat(resources.map((resource) => field(1, resource))));

describe('a request that is split by trace', () => {
  test('keeps each span in its bytes, below the bytes of its scope and resource, whatever is in them', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const fragments = splitRequest(request, Infinity);
        expect(spansWithin(fragments.map((fragment) => fragment.request))).toEqual(spansWithin([request]));
        for (const { traceId: trace, request: own, spans } of fragments) {
          const ids = spansWithin([own]).map((text) => traceIdOf(Buffer.from(text.split('|')[2] ?? '', 'hex')));
          expect(ids).toEqual(Array.from({ length: spans }, () => trace));
        }
        expect(new Set(fragments.map((fragment) => fragment.traceId)).size).toBe(fragments.length);
      }),
    );
  });

  test('is the same request again if all its spans are of one trace', () => {
    const request = encodeRequest(
      { resource: { a: 'b' }, spans: [{}, { attributes: { n: 5n, d: 1.5, t: true } }] },
      { resource: { c: 'd' }, spans: [{ links: [{ to: 'x' }], flags: 0x301, traceState: 'a=b' }] },
    );
    expect(splitRequest(request, Infinity)).toEqual([{ traceId: traceId('trace'), request, spans: 3 }]);
  });

  test('leaves out spans that are rejected: their ids are invalid, or they start after 2106', () => {
    const span = (trace: Buffer, id: Buffer, start: bigint): Buffer =>
      field(2, Buffer.concat([field(1, trace), field(2, id), fixed64(7, start)]));
    const [trace, id] = [Buffer.from(traceId('a'), 'hex'), Buffer.from('0000000000000001', 'hex')];
    const last = 4_294_967_295_000_000_000n;
    const scope = Buffer.concat([
      span(trace, id, last),
      span(trace, id, last + 1n),
      span(trace, Buffer.alloc(8), 1n),
      span(Buffer.alloc(16), id, 1n),
      span(trace.subarray(1), id, 1n),
    ]);
    const fragments = splitRequest(field(1, field(2, scope)), Infinity);
    expect(fragments).toEqual([
      { traceId: traceId('a'), request: field(1, field(2, span(trace, id, last))), spans: 1 },
    ]);
  });

  test('fails if its traces repeat too much of what they share', () => {
    const spans = Array.from({ length: 100 }, (_, index) => ({ trace: `t${index}` }));
    const request = encodeRequest({ resource: { large: 'x'.repeat(10_000) }, spans });
    expect(() => splitRequest(request, 100_000)).toThrow(
      'The spans take more than 100000 bytes, apart from each other.',
    );
    expect(splitRequest(request, 2 * MIB)).toHaveLength(100);
  });

  test.each([
    ['cut in the middle', encodeRequest({ spans: [{}] }).subarray(0, -3)],
    ['of other bytes', Buffer.from('no protobuf, but text')],
    ['with a length beyond its end', Buffer.from([0x0a, 0xff, 0xff, 0x03, 1])],
  ])('fails if it is %s', (_, request) => {
    expect(() => splitRequest(request, Infinity)).toThrow(/index out of range|invalid/);
  });
});

describe('requests put together of fragments', () => {
  const fragmentsOf = (requests: readonly Buffer[]): Fragment[] =>
    requests.flatMap((request) => splitRequest(request, Infinity));

  test('have the same spans in the same bytes, within the size they may have', () => {
    fc.assert(
      fc.property(fc.array(anyRequest, { maxLength: 3 }), fc.integer({ min: 40, max: 2000 }), (requests, maxBytes) => {
        const joined = joinFragments(fragmentsOf(requests), maxBytes);
        expect(spansWithin(joined.map(({ request }) => request))).toEqual(spansWithin(requests));
        for (const { request, spans } of joined) {
          expect(spansWithin([request])).toHaveLength(spans);
          if (spans > 1) expect(request.length).toBeLessThanOrEqual(maxBytes);
        }
      }),
    );
  });

  test('have their spans in the order of the fragments', () => {
    const names = ['cause', 'effect', 'later'];
    const fragments = fragmentsOf(names.map((name) => encodeRequest({ spans: [{ name, trace: name }] })));
    const [request] = joinFragments(fragments, MIB);
    const decoded = types.lookupType('ExportTraceServiceRequest').decode(request?.request ?? Buffer.alloc(0));
    const { resourceSpans } = decoded as unknown as {
      resourceSpans: { scopeSpans: { spans: { name: string }[] }[] }[];
    };
    expect(
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name))),
    ).toEqual(names);
  });

  test('cut a trace that is larger than a request may be, as few times as it takes', () => {
    const spans = Array.from({ length: 1000 }, () => ({ attributes: { text: 'x'.repeat(10_000) } }));
    const request = encodeRequest({ resource: { large: 'x'.repeat(1_000_000) }, spans });
    const joined = joinFragments(splitRequest(request, Infinity), 4 * MIB);
    expect(joined.map((part) => part.request.length <= 4 * MIB)).toEqual([true, true, true, true]);
    expect(spansWithin(joined.map((part) => part.request))).toEqual(spansWithin([request]));
  });
});

describe('a tracestate that is rewritten', () => {
  const states = (...traceStates: readonly (string | undefined)[]): Buffer =>
    encodeRequest({
      spans: traceStates.map((traceState, index) => ({
        id: `000000000000000${index + 1}`,
        ...(traceState !== undefined && { traceState }),
      })),
    });

  test('leaves all other bytes as they are', () => {
    const request = states('a=b', 'ot=th:8', undefined, 'ot=th:c');
    const rewritten = rewriteTraceStates(request, (text) => text.replace(/^ot=th:8$/, `ot=th:${'c'.repeat(300)}`));
    expect(rewritten).toEqual(states('a=b', `ot=th:${'c'.repeat(300)}`, undefined, 'ot=th:c'));
  });

  test('is removed if nothing is left of it', () => {
    expect(rewriteTraceStates(states('a=b', 'ot=th:8'), (text) => text.replace(/^ot=.*/, ''))).toEqual(
      states('a=b', undefined),
    );
  });

  test('changes nothing, whatever is in the request, if every text stays', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        expect(rewriteTraceStates(request, (text) => text)).toBe(request);
      }),
    );
  });
});
