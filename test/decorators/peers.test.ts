/** The mistakes of the peers' decorators, one case each. */
import 'reflect-metadata';
import { setImmediate } from 'node:timers/promises';
import { createTraceState, SpanStatusCode } from '@opentelemetry/api';
import { LinkFrom, linksFrom, Span, SpanGuard, Traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { foreign } from '../fixtures/decorators';
import { cause, type Message, message, messages } from '../fixtures/spans';

const seenBySampler: number[] = [];
const recorder = recordSpans({
  sampler: { shouldSample: (...[, , , , , links]) => ({ decision: seenBySampler.push(links.length) > 0 ? 2 : 0 }) },
});
beforeEach(() => {
  recorder.reset();
  seenBySampler.length = 0;
});
afterAll(() => recorder.stop());

class Orders {
  @Span()
  promised(): Promise<number> {
    return setImmediate(7);
  }

  @Span()
  *items(): Generator<number> {
    this.child();
    yield 1;
  }

  @Span()
  async *pages(): AsyncGenerator<number> {
    this.child();
    await setImmediate();
    yield 1;
  }

  @Span()
  child(): void {}

  @Span()
  throwNull(): never {
    throw null;
  }

  @Span({ attributes: (order: { id: string }) => ({ id: order.id }) })
  callback(_order?: { id: string }): string {
    return 'done';
  }

  @LinkFrom(0)
  linked(_batch: Message[]): void {
    this.child();
  }

  @foreign((method) => Reflect.defineMetadata('guards', ['admin'], method))
  @Span()
  guarded(_one: string, _two: number): void {}

  @Span()
  query(): { then(resolve: (row: string) => void): void } {
    return {
      then: () => {
        throw new Error('executed');
      },
    };
  }
}
const orders = new Orders();

test('a promise from a method that is not async ends the span at the right time, and is not skipped', async () => {
  const promise = orders.promised();
  expect(recorder.spans).toEqual([]);
  await expect(promise).resolves.toBe(7);
  expect(recorder.span('Orders.promised')).toBeRootSpan();
});

test('the span of a generator does not end at the call, and its children are not roots', async () => {
  const items = orders.items();
  expect(recorder.spans).toEqual([]);
  expect([...items]).toEqual([1]);
  for await (const _ of orders.pages());
  const [first, sync, second, async] = recorder.spans;
  expect(first).toBeChildOf(sync?.spanContext() ?? '');
  expect(second).toBeChildOf(async?.spanContext() ?? '');
});

test('a thrown null stays null, and no span leaks', () => {
  let thrown: unknown = 'nothing';
  try {
    orders.throwNull();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeNull();
  expect(recorder.span('Orders.throwNull').status.code).toBe(SpanStatusCode.ERROR);
});

test('a decorated method keeps name, length and metadata together', () => {
  const { guarded } = Orders.prototype;
  expect([guarded.name, guarded.length, Reflect.getMetadata('guards', guarded)]).toEqual(['guarded', 2, ['admin']]);
});

test('a throwing options callback does not break the method', () => {
  expect(orders.callback()).toBe('done');
  expect(recorder.span('Orders.callback').attributes).toEqual({});
});

test('links are there when samplers run, and keep their trace state', () => {
  orders.linked([{ headers: { ...message(0).headers, tracestate: 'vendor=1' } }, message(1)]);
  expect(seenBySampler[0]).toBe(2);
  expect(recorder.span('Orders.linked').links[0]?.context.traceState?.serialize()).toBe(
    createTraceState('vendor=1').serialize(),
  );
});

test('links are not inherited by a child', () => {
  orders.linked(messages(2));
  expect(recorder.span('Orders.child')).toHaveLinkCount(0);
});

test('thousands of messages are linked, and none is lost', () => {
  orders.linked(messages(3000));
  expect(recorder.spans.reduce((sum, { links }) => sum + links.length, 0)).toBe(3000);
});

test('a span, a context and a link are accepted alike', () => {
  const [link] = linksFrom(message(0));
  for (const source of [cause(0), link, { spanContext: () => cause(0) }]) {
    expect(linksFrom(source as never)).toMatchObject([{ context: { spanId: cause(0).spanId } }]);
  }
});

test('a lazy query is not executed', async () => {
  const query = orders.query();
  expect(recorder.span('Orders.query').status.code).toBe(SpanStatusCode.UNSET);
  expect(() => query.then(() => undefined)).toThrow('executed');
});

test('private fields work if the framework puts a proxy before the instance', () => {
  @Traced()
  class Service {
    readonly #name = 'service';
    get(): string {
      return this.#name;
    }
  }
  const service = new Service();
  const proxy = new Proxy(service, {
    get:
      (target, key) =>
      (...args: unknown[]) =>
        (Reflect.get(target, key) as (...given: unknown[]) => unknown).apply(target, args),
  });
  expect(proxy.get()).toBe('service');
  expect(recorder.span('Service.get')).toBeRootSpan();
});

test('the guard belongs to the decorated method’s own span', () => {
  class Handle {
    @Span()
    work(): void {
      orders.child();
      SpanGuard.current().setAttribute('own', true);
    }
  }
  new Handle().work();
  expect(recorder.span('Handle.work').attributes).toEqual({ own: true });
});
