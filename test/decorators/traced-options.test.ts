/** `@Traced` takes the options of `@Span` for every method of the class, and the name of the class. */
import { type Attributes, SpanKind } from '@opentelemetry/api';
import { inSpan, LinkFrom, Span, Traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { cause, type Message, message } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

@Traced({
  exclude: ['health'],
  kind: SpanKind.SERVER,
  attributes(this: Orders | typeof Orders, ...args: unknown[]): Attributes {
    return { team: this.team, arguments: args.length };
  },
  isError: (error) => !(error instanceof RangeError),
})
class Orders {
  static readonly team = 'static';
  readonly team = 'orders';

  place(_order: string): void {}

  async refuse(error: Error): Promise<void> {
    throw error;
  }

  static create(): Orders {
    return new this();
  }

  @Span('ship it', { kind: SpanKind.PRODUCER })
  ship(): void {}

  @LinkFrom(0)
  @Span({ attributes: { own: true } })
  store(_message: Message): void {}

  health(): void {}
}

test('the options hold for every method, also static ones, with its arguments and its `this`', () => {
  Orders.create().place('o-1');
  new Orders().health();
  expect(recorder.spans.map(({ name, kind, attributes }) => ({ name, kind, attributes }))).toEqual([
    { name: 'Orders.create', kind: SpanKind.SERVER, attributes: { team: 'static', arguments: 0 } },
    { name: 'Orders.place', kind: SpanKind.SERVER, attributes: { team: 'orders', arguments: 1 } },
  ]);
});

test('options about the end of a call hold too', async () => {
  await expect(new Orders().refuse(new RangeError('far'))).rejects.toThrow('far');
  await expect(new Orders().refuse(new TypeError('odd'))).rejects.toThrow('odd');
  expect(recorder.spans.map(({ attributes }) => attributes['error.type'])).toEqual([undefined, 'TypeError']);
});

test('what a method declares itself comes before them, option by option', () => {
  new Orders().ship();
  new Orders().store(message(0));
  const [ship, store] = [recorder.span('ship it'), recorder.span('Orders.store')];
  expect([ship.kind, ship.attributes]).toEqual([SpanKind.PRODUCER, { team: 'orders', arguments: 0 }]);
  expect([store.kind, store.attributes]).toEqual([SpanKind.SERVER, { own: true }]);
  expect(store).toLinkTo(cause(0));
});

test('options about the trace hold: each call is one of its own, linked to its caller', () => {
  @Traced({ linkCaller: true, links: (from: Message) => from })
  class Jobs {
    run(_from: Message): void {}
  }
  inSpan('request', () => new Jobs().run(message(1)));
  expect(recorder.span('Jobs.run')).toBeRootSpan();
  expect(recorder.span('Jobs.run')).toLinkTo(recorder.span('request'), { relation: 'caller' });
  expect(recorder.span('Jobs.run')).toLinkTo(cause(1));
});

test('of two @Traced, the options of the lower come first', () => {
  @Traced({ kind: SpanKind.CLIENT, attributes: { by: 'upper' } })
  @Traced({ kind: SpanKind.SERVER })
  class Twice {
    work(): void {}
  }
  new Twice().work();
  expect(recorder.span('Twice.work')).toMatchObject({ kind: SpanKind.SERVER, attributes: { by: 'upper' } });
});

test('the options of a class are none of its subclasses’ own methods', () => {
  class Rush extends Orders {
    @Span()
    hurry(): void {}
  }
  new Rush().hurry();
  new Rush().place('o-1');
  expect(recorder.spans.map(({ name, kind }) => [name, kind])).toEqual([
    ['Rush.hurry', SpanKind.INTERNAL],
    ['Rush.place', SpanKind.SERVER],
  ]);
});

test('`name` stands for the class in the names of all its spans, as a minifier may have renamed it', () => {
  @Traced({ name: 'Warehouse', exclude: ['pack'] })
  class e {
    store(): void {}
    static open(): void {}
    @Span()
    pack(): void {}
    @Span('given')
    named(): void {}
  }
  class t extends e {}
  e.open();
  new e().store();
  new e().pack();
  new e().named();
  new t().store();
  expect(recorder.spans.map(({ name }) => name)).toEqual([
    'Warehouse.open',
    'Warehouse.store',
    'Warehouse.pack',
    'given',
    't.store',
  ]);
});

test('a subclass may have a name of its own', () => {
  @Traced({ name: 'Warehouse' })
  class e {
    store(): void {}
  }
  @Traced({ name: 'ColdStore' })
  class t extends e {}
  new t().store();
  new e().store();
  expect(recorder.spans.map(({ name }) => name)).toEqual(['ColdStore.store', 'Warehouse.store']);
});
