/** Whatever comes in: no throw, no link made up, none lost. */
import { trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { inSpan, linksFrom, type LinkSource, SpanGuard, startSpan } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { A, B, linkOf, linkTargets } from '../../fixtures/spans.js';
import { arbitraryHeaders } from '../../fixtures/arbitrary-headers.js';
import { arbitraryHostile } from '../../fixtures/arbitrary-hostile.js';
import { countReads, arbitraryMessage, arbitraryPlace } from '../../fixtures/arbitrary-messages.js';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const runs = { numRuns: 1_000 };
const read = (source: unknown): string[] => linkTargets(linksFrom(source as LinkSource));

test('no value without a context makes linksFrom throw or gives a link', () => {
  inSpan('active', () => {
    fc.assert(
      fc.property(arbitraryHostile(), (make) => {
        const source = make();
        expect(read(source)).toEqual([]);
        expect(read({ headers: source })).toEqual([]);
        expect(read({ headers: source, traceparent: source })).toEqual([]);
        expect(read([source, null, [source]])).toEqual([]);
      }),
      runs,
    );
  });
});

test('linksFrom finds a context among such values, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(arbitraryHostile()), fc.array(arbitraryHostile()), (before, behind) => {
      const batch = [
        ...before.map((make) => make()),
        { id: 7, headers: { traceparent: A } },
        ...behind.map((make) => make()),
      ];
      expect(read(batch)).toEqual([linkOf(A)]);
    }),
    runs,
  );
});

test('a planted traceparent is found in every container, in any case and form', () => {
  fc.assert(
    fc.property(arbitraryHeaders(A), (container) => {
      expect(read(container)).toEqual([linkOf(A)]);
      expect(read({ headers: container })).toEqual([linkOf(A)]);
      expect(read([{ headers: container }])).toEqual([linkOf(A)]);
      expect(read([{ headers: container, key: null }, container])).toEqual([linkOf(A)]);
    }),
    runs,
  );
});

test('a planted traceparent that is not valid is found nowhere', () => {
  fc.assert(
    fc.property(arbitraryHeaders(A.replace('00-', 'ff-')), (container) => {
      expect(read([container, { headers: container }])).toEqual([]);
    }),
    runs,
  );
});

test('a planted traceparent is found in every message of a known client, alone and in a batch', () => {
  fc.assert(
    fc.property(arbitraryMessage(A), arbitraryMessage(B), (message, other) => {
      expect(read(message)).toEqual([linkOf(A)]);
      expect(read([message, null, other])).toEqual([A, B].map(linkOf));
    }),
    runs,
  );
});

test('a planted traceparent that is not valid is found in no message', () => {
  fc.assert(
    fc.property(arbitraryMessage(A.replace('00-', 'ff-')), (message) => {
      expect(read([message, { Records: [message] }])).toEqual([]);
    }),
    runs,
  );
});

test('any value in a field of a client neither throws nor gives a link', () => {
  inSpan('active', () => {
    fc.assert(
      fc.property(arbitraryPlace(arbitraryHostile()), (make) => {
        expect(read([make(), A])).toEqual([linkOf(A)]);
        expect(read(make())).toEqual([]);
      }),
      runs,
    );
  });
});

test('no property of a message is read twice, whether it holds a context or not', () => {
  fc.assert(
    fc.property(fc.oneof(arbitraryMessage(A), arbitraryMessage('bad')), (message) => {
      const { counted, reads } = countReads(message);
      read(counted);
      expect([...reads].filter(([, count]) => count > 1)).toEqual([]);
    }),
    runs,
  );
});

test('a traceparent under names that no client uses gives no link', () => {
  const names = fc.constantFrom('cause', 'data', 'payload', 'value', 'meta', 'Message');
  fc.assert(
    fc.property(arbitraryMessage(A), fc.array(names, { minLength: 1, maxLength: 4 }), (message, path) => {
      expect(read(path.reduce((inner, name) => ({ [name]: inner }), message))).toEqual([]);
    }),
    runs,
  );
});

test('a traceparent is read out of JSON one level deep', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (others) => {
      const json = JSON.stringify({ ...others, traceparent: A, headers: undefined });
      expect(read(json)).toEqual([linkOf(A)]);
      expect(read(JSON.stringify({ carrier: json }))).toEqual([]);
    }),
    runs,
  );
});

test('no value in any option changes the result of a function in a span', () => {
  fc.assert(
    fc.property(arbitraryHostile(), (make) => {
      const value = make();
      const source = value as LinkSource;
      const give = (): never => value as never;
      expect(
        inSpan('work', { links: source, attributes: give, parent: give, result: give, isError: give }, () => 7),
      ).toBe(7);
      expect(startSpan('hand', { links: give }).link(source).complete()).toBe(true);
      // an SDK may refuse to start a span with such attributes; the work goes on without it
      expect(startSpan('hand', { attributes: give }).run(() => 7)).toBe(7);
      expect(linksFrom(A, { attributes: give })).toHaveLength(1);
      expect(new SpanGuard().link(source).complete()).toBe(false);
    }),
    runs,
  );
  expect(trace.getActiveSpan()).toBeUndefined();
});

test('bad text of a megabyte gives no link, and neither does good text joined to it', () => {
  const megabyte = 'x'.repeat(1_048_576);
  expect(
    read([megabyte, { traceparent: megabyte }, { headers: `{"a":"${megabyte}"}` }, Buffer.from(megabyte)]),
  ).toEqual([]);
  expect(read({ traceparent: `${megabyte},${A}` })).toEqual([]);
  expect(read({ traceparent: [megabyte, A] })).toEqual([linkOf(A)]);
});
