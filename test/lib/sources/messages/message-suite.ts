/** The suites of every client's message: its headers, and the fields that lead to them. */
import { linksFrom, type LinkSource } from 'spanlink';
import { A, B, contextOf, linkOf, linkTargets } from '../../../fixtures/spans.js';

/** The message of a client with those headers in it. */
export type Place = (headers: Readonly<Record<string, unknown>>) => unknown;

const STATE = 'vendor=one,other=two';

/** Returns the link targets of a message. */
export function read(message: unknown): string[] {
  return linkTargets(linksFrom(message as LinkSource));
}

/** Tests that the headers there are read; those of some clients are text, and never bytes. */
export function testHeaders(place: Place, kind: 'text' | 'any' = 'any'): void {
  test.each(['traceparent', 'Traceparent', 'TRACEPARENT'])('is read by its %s', (name) => {
    expect(linksFrom(place({ [name]: A }) as LinkSource)).toEqual([{ context: contextOf(A) }]);
  });

  test('keeps its trace state', () => {
    const [link] = linksFrom(place({ traceparent: A, tracestate: STATE }) as LinkSource);
    expect(link?.context.traceState?.serialize()).toBe(STATE);
  });

  test('is read in a batch, and keeps its place in it', () => {
    const batch = [place({ traceparent: A }), place({}), place({ traceparent: B })] as LinkSource[];
    const links = linksFrom(batch, { attributes: (item, index) => ({ index }) });
    expect(links.map(({ attributes }) => attributes)).toEqual([{ index: 0 }, { index: 2 }]);
    expect(linkTargets(links)).toEqual([A, B].map(linkOf));
  });

  test.each<[string, unknown]>([
    ['empty', ''],
    ['null', null],
    ['a number', 7],
    ['an object', {}],
    ['of a version that cannot be', A.replace('00-', 'ff-')],
    ['of zeros', A.replace(/[a-f1-9]/g, '0')],
    ['a megabyte', 'a'.repeat(2 ** 20)],
  ])('gives no link if its traceparent is %s', (_what, traceparent) => {
    expect(read(place({ traceparent }))).toEqual([]);
  });

  test('gives no link without headers', () => {
    expect(read(place({}))).toEqual([]);
  });

  test('costs no other message its link if a getter of its headers throws', () => {
    const headers = Object.defineProperty({}, 'traceparent', { get: thrower, enumerable: true });
    expect(read([messageOf(() => place(headers)), place({ traceparent: B })])).toEqual([linkOf(B)]);
  });

  if (kind === 'text') return;
  test.each<[string, unknown]>([
    ['a Buffer', Buffer.from(A)],
    ['a Uint8Array', new TextEncoder().encode(A)],
    ['an array of them', ['bad', Buffer.from(A)]],
  ])('its value may be %s', (_what, traceparent) => {
    expect(read(place({ traceparent }))).toEqual([linkOf(A)]);
    expect(read(place({ TraceParent: traceparent }))).toEqual([linkOf(A)]);
  });

  test('several joined by commas give no link', () => {
    expect(read(place({ traceparent: `${B},${A}` }))).toEqual([]);
    expect(read(place({ TraceParent: `${B}, ${A}` }))).toEqual([]);
  });
}

/** Tests that a field of the message may be any value, is read once, and only in its documented place. */
export function testField(field: string, message: unknown): void {
  test(`gives no link if ${field} throws, or is not of the client’s`, () => {
    const throwing = Object.defineProperty({}, field, { get: thrower, enumerable: true });
    const others = [null, 7, '', '{', 'text', [], {}, [null], () => message, Symbol('x')].map((value) => ({
      [field]: value,
    }));
    expect(read([throwing, ...others, A])).toEqual([linkOf(A)]);
    expect(read({ inner: message })).toEqual([]);
    expect(read({ [field]: message })).toEqual([]);
  });

  test(`has its ${field} read once, also as a class`, () => {
    const value = (message as Record<string, unknown>)[field];
    let reads = 0;
    class Message {
      get [field](): unknown {
        reads++;
        return value;
      }
    }
    expect(read(new Message())).toEqual(read(message));
    const plain = Object.defineProperty({}, field, { get: () => new Message()[field], enumerable: true });
    expect(read(plain)).toEqual(read(message));
    expect(reads).toBe(2);
  });
}

function messageOf(make: () => unknown): unknown {
  try {
    return make();
  } catch {
    // a client that copies the headers has read the getter itself
    return {};
  }
}

function thrower(): never {
  throw new Error('detached');
}
