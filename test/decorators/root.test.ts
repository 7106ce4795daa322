/** The option `root`: a new trace. */
import { inSpan, LinkFrom, Span, SpanGuard, startSpan, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { cause, type Message, message } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

class Jobs {
  @Span({ root: true })
  run(): void {
    this.step();
  }

  @Span({ root: true })
  @LinkFrom(0)
  consume(_message: Message): void {}

  @Span({ root: false })
  inner(): void {}

  @Span()
  step(): void {}
}

test('the option root begins a trace, and does not link to the caller', () => {
  inSpan('caller', () => new Jobs().run());
  expect(recorder.span('Jobs.run')).toBeRootSpan();
  expect(recorder.span('Jobs.run')).toHaveLinkCount(0);
  expect(recorder.span('Jobs.run').spanContext().traceId).not.toBe(recorder.span('caller').spanContext().traceId);
});

test('calls inside a root belong to the new trace, and calls after it to the old one', () => {
  inSpan('caller', () => {
    new Jobs().run();
    inSpan('after', () => undefined);
  });
  expect(recorder.span('Jobs.step')).toBeChildOf(recorder.span('Jobs.run'));
  expect(recorder.span('after')).toBeChildOf(recorder.span('caller'));
});

test('a root links to its sources, and to its caller if that is one of them', () => {
  inSpan('caller', (caller) => {
    new Jobs().consume(message(0));
    inSpan('linked', { root: true, links: caller }, () => undefined);
  });
  expect(recorder.span('Jobs.consume')).toLinkTo(cause(0));
  expect(recorder.span('linked')).toLinkTo(recorder.span('caller'));
  expect(recorder.span('linked')).toBeRootSpan();
});

test('a span without the option root, or with false, is a child', () => {
  inSpan('caller', () => new Jobs().inner());
  expect(recorder.span('Jobs.inner')).toBeChildOf(recorder.span('caller'));
});

test('the option root changes nothing without a caller', () => {
  new Jobs().run();
  expect(recorder.span('Jobs.run')).toBeRootSpan();
});

test('startSpan, inSpan and traced take the option root too', () => {
  inSpan('caller', () => {
    startSpan('held', { root: true }).complete();
    traced(() => SpanGuard.current().addEvent('here'), { name: 'traced', root: true })();
  });
  expect(recorder.span('held')).toBeRootSpan();
  expect(recorder.span('traced')).toBeRootSpan();
  expect(recorder.span('traced').events).toHaveLength(1);
});
