/** Promise 6: a method that is a stage looks as it did. */
import 'reflect-metadata';
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, Stage, useLedger, Workflow } from 'spanlink/workflow';
import type { AnyDecorator } from '../fixtures/decorators';

const recorder = recordSpans();
useLedger(new MemoryLedger());
afterAll(() => recorder.stop());

const mark = (() => (target: object, key: unknown, descriptor?: PropertyDescriptor) => {
  Reflect.defineMetadata('mark', 'kept', (descriptor?.value ?? target) as object);
}) as unknown as () => AnyDecorator;

@Workflow({ name: 'orders', run: (id: number) => id })
class Orders {
  @Stage()
  @mark()
  async place(_id: number, _amount: number, _note = ''): Promise<void> {}

  @mark()
  @Stage()
  async ship(_id: number): Promise<void> {}

  @Stage()
  static async ofClass(): Promise<void> {}
}

test('name and length of a stage are kept', () => {
  expect([Orders.prototype.place.name, Orders.prototype.place.length]).toEqual(['place', 2]);
  expect([Orders.ofClass.name, Orders.ofClass.length]).toEqual(['ofClass', 0]);
});

test('metadata of others is kept on a stage, on either side', () => {
  expect(Reflect.getMetadata('mark', Orders.prototype.place)).toBe('kept');
  expect(Reflect.getMetadata('mark', Orders.prototype.ship)).toBe('kept');
});

test('frameworks can find the declarations of a stage', () => {
  expect(Reflect.hasMetadata('spanlink:span', Orders.prototype.place)).toBe(true);
});

test('a stage is not enumerable, and its class has no new keys', () => {
  expect(Object.keys(Orders.prototype)).toEqual([]);
  expect(Object.keys(Orders)).toEqual([]);
  expect(Reflect.ownKeys(Orders.prototype)).toEqual(['constructor', 'place', 'ship']);
});

test('@Workflow returns the same class, which constructs as before', () => {
  expect(Orders.name).toBe('Orders');
  expect(new Orders()).toBeInstanceOf(Orders);
});
