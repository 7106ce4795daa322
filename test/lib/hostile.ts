/**
 * Values that do their worst, for property tests: made on demand, as the testing library would not survive them either.
 */
import fc from 'fast-check';

/** Makes the value. */
export type Recipe = () => unknown;

/** Names that readers look at. */
const NAMES = [
  'headers',
  'traceparent',
  'tracestate',
  'spanContext',
  'traceId',
  'spanId',
  'context',
  'get',
  'getValue',
  'keys',
  'next',
  'length',
  'then',
  'attributes',
  'toJSON',
  'properties',
  'MessageAttributes',
  'Body',
  'Sns',
  'Records',
  'batch',
  'messages',
  'opts',
  'rawHeaders',
];

/** Anything at all, and what is made to break readers; none of it holds a context. */
export function hostile(): fc.Arbitrary<Recipe> {
  const names = fc.subarray(NAMES, { minLength: 1 });
  const special = fc.oneof(
    names.map((each) => () => throwingGetters(each)),
    fc.constantFrom<Recipe>(
      () => answering(thrower),
      () => answering(itself),
      () => revoked({}),
      () => revoked([]),
      cyclic,
    ),
    fc.constantFrom<Recipe>(
      () => ({ [Symbol.iterator]: thrower }),
      () => ({ [Symbol.iterator]: () => ({ next: thrower }) }),
    ),
    fc.tuple(names, fc.func(anything())).map(
      ([each, value]) =>
        () =>
          Object.fromEntries(each.map((name) => [name, value])),
    ),
    fc.tuple(names, fc.constantFrom<unknown>(thrower, Symbol('x'), NaN, -0)).map(
      ([each, value]) =>
        () =>
          Object.fromEntries(each.map((name) => [name, value])),
    ),
    fc.constantFrom<Recipe>(
      () => ({ get: rejecter }),
      () => ({ getValue: rejecter, has: rejecter }),
      () => ({ then: rejecter, next: rejecter }),
    ),
    fc
      .dictionary(fc.constantFrom('__proto__', 'constructor', 'prototype', 'headers'), fc.jsonValue())
      .map((object) => () => object),
    fc
      .oneof(fc.uint8Array({ maxLength: 100 }), fc.string({ unit: 'binary', maxLength: 60 }), fc.json())
      .map((value) => () => value),
  );
  const ordinary = anything().map((value) => () => value);
  const several = fc.array(special, { maxLength: 4 }).map((recipes) => () => recipes.map((make) => make()));
  return fc.oneof({ weight: 2, arbitrary: special }, ordinary, several);
}

function anything(): fc.Arbitrary<unknown> {
  return fc.anything({
    key: fc.oneof(fc.constantFrom(...NAMES), fc.string()),
    maxDepth: 3,
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withSparseArray: true,
    withTypedArray: true,
    withObjectString: true,
  });
}

function thrower(): never {
  throw new Error('detached');
}

// an unhandled rejection ends the process
async function rejecter(): Promise<never> {
  return thrower();
}

function itself(proxy: object): object {
  return proxy;
}

/** An object whose properties of these names throw when they are read. */
function throwingGetters(names: readonly string[]): object {
  const object = {};
  for (const name of names) Object.defineProperty(object, name, { get: thrower, enumerable: true });
  return object;
}

/** A proxy that answers every question in that way. */
function answering(answer: (proxy: object) => unknown): object {
  const proxy: object = new Proxy(() => undefined, {
    get: () => answer(proxy),
    apply: () => answer(proxy),
    ownKeys: thrower,
    getPrototypeOf: thrower,
    getOwnPropertyDescriptor: thrower,
    has: thrower,
  });
  return proxy;
}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function cyclic(): object {
  const list: unknown[] = [];
  const object = { headers: {}, context: {}, list, [Symbol.iterator]: () => [object, list].values() };
  object.headers = object.context = object;
  list.push(object, [object], list);
  return object;
}
