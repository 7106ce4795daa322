/** Default names of classes that have none: the next class above that has one gives its own. */
import { randomBytes } from 'node:crypto';
import { Span, Traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

// any: TypeScript asks it of the class that a mixin extends
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyClass = new (...args: any[]) => { work(): void };
const names = (): string[] => recorder.spans.map(({ name }) => name);

class Orders {
  @Span()
  work(): void {}

  @Span()
  static create(): void {}
}

/** As class decorators and mixins write it. */
const anonymous = <Base extends AnyClass>(Base: Base) => class extends Base {};

/** As NestJS's `mixin()` does, whose names are random. */
function nestMixin<Mixed extends AnyClass>(mixed: Mixed): Mixed {
  Object.defineProperty(mixed, 'name', { value: randomBytes(11).toString('hex').slice(0, 21) });
  return mixed;
}

test.each<[string, AnyClass]>([
  ['an anonymous subclass', anonymous(Orders)],
  ['several of them', anonymous(anonymous(anonymous(Orders)))],
  ['a mixin of NestJS', nestMixin(anonymous(Orders))],
  ['a class that TypeScript had to name', Object.defineProperty(anonymous(Orders), 'name', { value: 'class_1' })],
])('%s takes the name of the class above', (_, Class) => {
  new Class().work();
  (Class as typeof Orders).create();
  expect(names()).toEqual(['Orders.work', 'Orders.create']);
});

test('a named subclass of an anonymous one has its own', () => {
  class Rush extends anonymous(Orders) {}
  new Rush().work();
  expect(names()).toEqual(['Rush.work']);
});

test('a class decorator that returns an anonymous subclass leaves the names as they were', () => {
  const Sealed = (): ((target: AnyClass) => never) => (target) => anonymous(target) as never;
  @Sealed()
  @Traced()
  class Warehouse {
    work(): void {}
  }
  new Warehouse().work();
  expect(names()).toEqual(['Warehouse.work']);
});

test('`@Traced({ name })` is inherited by anonymous subclasses', () => {
  @Traced({ name: 'Warehouse' })
  class e {
    work(): void {}
  }
  new (anonymous(e))().work();
  expect(names()).toEqual(['Warehouse.work']);
});

test('where no class has a name, the method has its own', () => {
  const Nothing = (() => class {})();
  class Worker extends Nothing {
    @Span()
    work(): void {}
  }
  Object.defineProperty(Worker, 'name', { value: '' });
  new Worker().work();
  expect(names()).toEqual(['work']);
});

test('classes that never end are given up', () => {
  const endless: object = new Proxy(class {}, { getPrototypeOf: () => endless });
  Orders.prototype.work.call({ constructor: endless } as unknown as Orders);
  expect(names()).toEqual(['work']);
});
