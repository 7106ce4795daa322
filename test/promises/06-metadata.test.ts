/** Promise 6: Reflect metadata is kept, shows when it is added later, and includes our decorators' declarations. */
import 'reflect-metadata';
import { SpanKind } from '@opentelemetry/api';
import { LinkFrom, Span, Traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { foreign } from '../fixtures/decorators';

const recorder = recordSpans();
afterAll(() => recorder.stop());

const originals: object[] = [];
/** Keeps hold of the method it stands on. */
const Keep = () => foreign((method) => void originals.push(method));
const Meta = (key: string, value: unknown) => foreign((method) => Reflect.defineMetadata(key, value, method));
const meta = (method: object, key: string): unknown => Reflect.getMetadata(key, method) as unknown;

class Orders {
  @Span()
  @Meta('route', '/inside')
  inside(): void {}

  @Meta('route', '/outside')
  @Span()
  outside(): void {}

  @Meta('guards', ['admin'])
  @LinkFrom(0)
  @Meta('route', '/between')
  @Span()
  between(_from: unknown): void {}

  @Span()
  @Keep()
  later(): void {}

  @LinkFrom(0, { relation: 'retry_of' })
  @Span('declared', { kind: SpanKind.CONSUMER })
  declared(_from: unknown): void {}

  plain(): void {}
}

test('metadata is kept, whichever decorator is outside', () => {
  const { inside, outside, between } = Orders.prototype;
  expect(meta(inside, 'route')).toBe('/inside');
  expect(meta(outside, 'route')).toBe('/outside');
  expect(meta(between, 'route')).toBe('/between');
  expect(meta(between, 'guards')).toEqual(['admin']);
});

test('metadata is the method’s own, as it was', () => {
  expect(Reflect.getOwnMetadata('route', Orders.prototype.inside)).toBe('/inside');
  expect(Reflect.getMetadataKeys(Orders.prototype.inside)).toContain('route');
});

test('metadata that is added to the original later still shows', () => {
  const [original] = originals;
  Reflect.defineMetadata('roles', ['late'], original as object);
  expect(meta(Orders.prototype.later, 'roles')).toEqual(['late']);
  Object.assign(original as object, { mark: 'late' });
  expect(Orders.prototype.later).toHaveProperty('mark', 'late');
});

test('metadata that is added to the decorated method later shows', () => {
  Reflect.defineMetadata('roles', ['own'], Orders.prototype.inside);
  expect(meta(Orders.prototype.inside, 'roles')).toEqual(['own']);
});

test('frameworks find the declarations of a method', () => {
  expect(meta(Orders.prototype.inside, 'spanlink:span')).toMatchObject({ linkFrom: [] });
  expect(meta(Orders.prototype.declared, 'spanlink:span')).toMatchObject({
    name: 'declared',
    kind: SpanKind.CONSUMER,
    linkFrom: [{ from: 0, options: { relation: 'retry_of' } }],
  });
  expect(meta(Orders.prototype.plain, 'spanlink:span')).toBeUndefined();
});

test('frameworks find the methods of a class with @Traced', () => {
  @Traced()
  class Bills {
    pay(): void {}
  }
  expect(meta(Bills.prototype.pay, 'spanlink:span')).toBeDefined();
});

test('metadata of the class and its members is left alone', () => {
  Reflect.defineMetadata('scope', 'request', Orders);
  Reflect.defineMetadata('params', [String], Orders.prototype, 'inside');
  expect(Reflect.getMetadataKeys(Orders)).toContain('scope');
  expect(Reflect.getMetadata('params', Orders.prototype, 'inside')).toEqual([String]);
});
