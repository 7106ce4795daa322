/** Applies decorators as compilers do, so that the benchmark runs without one. */

/** Applies a decorator like code that TypeScript emits with `experimentalDecorators`. */
export function legacy(owner, key, decorator) {
  const descriptor = Object.getOwnPropertyDescriptor(owner.prototype, key);
  Object.defineProperty(owner.prototype, key, decorator(owner.prototype, key, descriptor) ?? descriptor);
  return owner;
}

/** Applies a decorator like code that compilers emit for standard decorators. */
export function standard(owner, key, decorator) {
  const access = { has: (self) => key in self, get: (self) => self[key] };
  const context = {
    kind: 'method',
    name: key,
    static: false,
    private: false,
    access,
    addInitializer() {},
    metadata: {},
  };
  const method = owner.prototype[key];
  const value = decorator(method, context) ?? method;
  Object.defineProperty(owner.prototype, key, { value, writable: true, configurable: true, enumerable: false });
  return owner;
}
