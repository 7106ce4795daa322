/** Containers of headers to plant a traceparent in, for property tests. */
import fc from 'fast-check';

type Pairs = [name: string, value: unknown][];

/** Names that mean something to a reader, and so are none of the other headers. */
const TAKEN = /^(traceparent|tracestate|headers|get|getvalue|next|context|spancontext|traceid|__proto__)$/i;

/** Containers with that traceparent at any place of them, under its name in any case, as any usual value. */
export function containerOf(traceparent: string): fc.Arbitrary<unknown> {
  const entries = fc.tuple(nameInAnyCase(), valueOf(traceparent), otherHeaders(), fc.nat());
  const pairs = entries.map(([name, value, others, at]): Pairs =>
    others.toSpliced(at % (others.length + 1), 0, [name, value]),
  );
  return fc.tuple(pairs, fc.constantFrom(...CONTAINERS)).map(([all, contain]) => contain(all));
}

const CONTAINERS: ((pairs: Pairs) => unknown)[] = [
  (pairs) => Object.fromEntries(pairs),
  (pairs) => Object.assign(Object.create(null) as object, Object.fromEntries(pairs)),
  (pairs) => Object.freeze(Object.fromEntries(pairs)),
  (pairs) => new Proxy(Object.fromEntries(pairs), {}),
  (pairs) => new Map(pairs),
  (pairs) => new Map(pairs.map(([name, value]) => [Buffer.from(name), value])),
  (pairs) => pairs,
  (pairs) => pairs.map((pair) => Object.fromEntries([pair])),
];

function nameInAnyCase(): fc.Arbitrary<string> {
  const isUpper = fc.array(fc.boolean(), { minLength: 11, maxLength: 11 });
  return isUpper.map((flags) =>
    [...'traceparent'].map((letter, at) => (flags[at] ? letter.toUpperCase() : letter)).join(''),
  );
}

function valueOf(traceparent: string): fc.Arbitrary<unknown> {
  return fc.constantFrom<unknown>(
    traceparent,
    Buffer.from(traceparent),
    new TextEncoder().encode(traceparent),
    [traceparent],
    [Buffer.from('bad'), Buffer.from(traceparent), ''],
    `bad,${traceparent}`,
    `${traceparent} , bad`,
  );
}

function otherHeaders(): fc.Arbitrary<Pairs> {
  const name = fc.string({ minLength: 1 }).filter((text) => !TAKEN.test(text));
  return fc.uniqueArray(fc.tuple(name, fc.string()), {
    selector: ([key]) => key.toLowerCase(),
    minLength: 1,
    maxLength: 4,
  });
}
