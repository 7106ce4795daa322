/** `spanlink/console` prints finished traces as trees, and each link with the name of its target. */
import { type Context, context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import { inSpan, startSpan } from 'spanlink';
import { cause } from '../fixtures/spans.js';
import { type Printing, startPrinting } from './printed-traces.js';

let printing: Printing;
let tracer: Tracer;

/** A span of so many milliseconds, begun so many after the others. */
function spanOf(name: string, at: number, milliseconds: number, parent: Context = ROOT_CONTEXT): Context {
  const span = tracer.startSpan(name, { startTime: [1_000, at * 1e6] }, parent);
  ends.unshift(() => span.end([1_000, (at + milliseconds) * 1e6]));
  return trace.setSpan(parent, span);
}
const ends: (() => void)[] = [];
const endAll = (): void => ends.splice(0).forEach((end) => end());

beforeEach(() => {
  printing = startPrinting();
  tracer = printing.provider.getTracer('test');
});
afterEach(() => {
  ends.length = 0;
  trace.disable();
  context.disable();
});

const output = (): string => printing.output();

test('a trace is a heading and a tree, in order of the starts', () => {
  const root = spanOf('order', 0, 30);
  const ship = spanOf('ship', 20, 5, root);
  const pay = spanOf('pay', 10, 5.25, root);
  spanOf('charge', 11, 1, pay);
  spanOf('label', 21, 1, ship);
  endAll();
  expect(printing.printed).toEqual([
    [
      'trace 00000001  shop',
      '└─ order  30.0 ms',
      '   ├─ pay  5.3 ms',
      '   │  └─ charge  1.0 ms',
      '   └─ ship  5.0 ms',
      '      └─ label  1.0 ms',
      '',
    ].join('\n'),
  ]);
});

test('a link stands under its span, with its relation and the name of its target, in this trace or another', () => {
  const cart = inSpan('cart', (guard) => guard);
  inSpan('order', { links: { context: cart.spanContext(), attributes: { 'spanlink.relation': 'origin' } } }, () => {
    const pay = inSpan('pay', (guard) => guard);
    startSpan('retry', { links: [pay, cart] }).complete();
  });
  expect(output()).toBe(
    [
      'trace 00000001  shop',
      '└─ cart  n ms',
      '',
      'trace 00000002  shop',
      '└─ order  n ms',
      '   │    ← origin: cart (trace 00000001)',
      '   ├─ pay  n ms',
      '   └─ retry  n ms',
      '           ← pay (this trace)',
      '           ← cart (trace 00000001)',
    ].join('\n'),
  );
});

test('a link to an unknown span shows the ids of its target', () => {
  startSpan('order', { links: cause(0) }).complete();
  expect(output()).toContain('← span ca000000, not seen here (trace ca000000)');
});

test('a span is marked with the message of its error and the name of its kind, and otherwise with nothing', () => {
  const span = tracer.startSpan('send', { kind: SpanKind.PRODUCER });
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'the broker is gone' });
  span.end();
  tracer.startSpan('quiet').end();
  expect(output()).toContain('└─ send  n ms  PRODUCER  ✗ the broker is gone');
  expect(output()).toMatch(/└─ quiet  n ms$/m);
});

test('an error without a message is marked too', () => {
  tracer.startSpan('send').setStatus({ code: SpanStatusCode.ERROR }).end();
  expect(output()).toContain('└─ send  n ms  ✗ error');
});

test('control characters in names, messages and relations cannot write to the terminal', () => {
  const target = startSpan('\u001b[31mred\u0007');
  target.complete();
  const span = tracer.startSpan('two\nlines\u202e', {
    links: [{ context: target.spanContext(), attributes: { 'spanlink.relation': 'a\rb' } }],
  });
  span.setStatus({ code: SpanStatusCode.ERROR, message: '\u009b2J' });
  span.end();
  expect(printing.printed.join('').replaceAll('\n', '')).not.toMatch(/\p{C}/u);
  expect(output()).toContain('└─ �[31mred�  n ms');
  expect(output()).toContain('└─ two�lines�  n ms  ✗ �2J');
  expect(output()).toContain('← a�b: �[31mred� (trace');
});

test('a span whose parent is in another process ends its tree', () => {
  startSpan('order', { parent: () => cause(0) }).complete();
  expect(output()).toBe(
    'trace ca000000  shop\n└─ order  n ms\n        ← parent: span ca000000, not seen here (this trace)',
  );
});
