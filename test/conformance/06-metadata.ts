/** Promise 6: other decorators keep what they put on a method, and Reflect metadata is kept where it is there. */
import assert from 'node:assert/strict';
import { LinkFrom, Span } from 'spanlink';
import type { Checks } from './run-checks.js';

interface Metadata {
  defineMetadata?(key: string, value: unknown, target: object): void;
  getMetadata?(key: string, target: object, property?: string): unknown;
}

const { defineMetadata, getMetadata } = Reflect as Metadata;
const originals: ((...args: never[]) => unknown)[] = [];

/** A decorator of another library, in both models: remembers the method and marks it. */
function Mark(mark: object): (...decorated: [object, unknown, PropertyDescriptor?]) => void {
  return (target, _key, descriptor) => {
    const method = (descriptor === undefined ? target : descriptor.value) as (...args: never[]) => unknown;
    originals.push(method);
    Object.assign(method, mark);
    defineMetadata?.call(Reflect, 'route', mark, method);
  };
}

class Orders {
  @Span()
  @Mark({ inside: 1 })
  inside(): void {}

  @Mark({ outside: 2 })
  @Span()
  outside(): void {}

  @Mark({ above: 3 })
  @LinkFrom(0, { relation: 'retry_of' })
  @Mark({ between: 4 })
  @Span('declared')
  between(_from: unknown, _amount: number): void {}
}

const { inside, outside, between } = Orders.prototype;
const metadata: Checks = {
  'metadata is kept, whichever decorator is outside'() {
    assert.deepEqual(getMetadata?.('route', inside), { inside: 1 });
    assert.deepEqual(getMetadata?.('route', outside), { outside: 2 });
    assert.deepEqual(getMetadata?.('route', between), { above: 3 });
  },
  'metadata that is added to the original later still shows'() {
    defineMetadata?.('roles', ['late'], originals[0] ?? assert.fail('no method was marked'));
    assert.deepEqual(getMetadata?.('roles', inside), ['late']);
  },
  'frameworks find the declaration of a method'() {
    const declared = getMetadata?.('spanlink:span', between) as { name?: unknown; linkFrom?: unknown };
    assert.equal(declared.name, 'declared');
    assert.deepEqual(declared.linkFrom, [{ from: 0, options: { relation: 'retry_of' } }]);
  },
};

export const othersDecorators: Checks = {
  'own properties of a method are kept, whichever decorator is outside'() {
    assert.deepEqual({ ...inside }, { inside: 1 });
    assert.deepEqual({ ...outside }, { outside: 2 });
    assert.deepEqual({ ...between }, { between: 4, above: 3 });
  },
  'a property that is added to the original later still shows'() {
    Object.assign(originals[0] ?? {}, { late: true });
    assert.equal((inside as { late?: unknown }).late, true);
  },
  // needs reflect-metadata, which a cell loads beforehand
  ...(getMetadata === undefined ? {} : metadata),
};
