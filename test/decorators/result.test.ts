/** The option `result`: attributes read from the method's result. */
import { Readable } from 'node:stream';
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace-node';
import { inSpan, Span, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { recordReports } from '../fixtures/reports';

let recorder = recordSpans();
beforeEach(() => (recorder = recordSpans()));
afterAll(() => recorder.stop());

const asked = jest.fn();

class Orders {
  readonly region = 'north';

  @Span({ result: (rows: string[]) => ({ rows: rows.length }) })
  find(): string[] {
    return ['a', 'b'];
  }

  @Span({ result: (rows: string[], id: string) => ({ rows: rows.length, id }) })
  async findLater(_id: string): Promise<string[]> {
    return ['a'];
  }

  @Span({ result: (last: string) => ({ last }) })
  *steps(): Generator<number, string> {
    yield 1;
    return 'end';
  }

  @Span({ result: (stream: Readable) => ({ destroyed: stream.destroyed }) })
  open(): Readable {
    return Readable.from(['a']);
  }

  @Span({ result: asked })
  refuse(): never {
    throw new Error('refused');
  }

  @Span({ result: (value) => value as undefined })
  silent(value?: null): null | undefined {
    return value;
  }

  @Span({
    result(this: Orders) {
      return { region: this.region };
    },
  })
  ofInstance(): void {}
}
const orders = new Orders();
const attributes = (name: string): unknown => recorder.span(`Orders.${name}`).attributes;

test('the option result reads attributes from the returned value', () => {
  expect(orders.find()).toEqual(['a', 'b']);
  expect(attributes('find')).toEqual({ rows: 2 });
});

test('the option result reads attributes from a promise’s value, with the arguments beside it', async () => {
  await expect(orders.findLater('7')).resolves.toEqual(['a']);
  expect(attributes('findLater')).toEqual({ rows: 1, id: '7' });
});

test('the option result reads attributes from a generator’s return value, and from a stream at its end', async () => {
  expect([...orders.steps()]).toEqual([1]);
  expect(attributes('steps')).toEqual({ last: 'end' });
  await orders.open().toArray();
  expect(attributes('open')).toEqual({ destroyed: expect.any(Boolean) });
});

test('the option result is not called if the method throws', () => {
  expect(() => orders.refuse()).toThrow('refused');
  expect(asked).not.toHaveBeenCalled();
});

test('the option result may return nothing', () => {
  const reports = recordReports();
  orders.silent();
  orders.silent(null);
  expect(recorder.spans.map((span) => span.attributes)).toEqual([{}, {}]);
  expect(reports).toEqual([]);
});

test('the option result is called with the instance as `this`', () => {
  orders.ofInstance();
  expect(attributes('ofInstance')).toEqual({ region: 'north' });
});

test('the option result is called once, and only for a recorded span', () => {
  traced(() => 1, { name: 'recorded', result: asked })();
  expect(asked).toHaveBeenCalledTimes(1);
  recordSpans({ sampler: new AlwaysOffSampler() });
  traced(() => 1, { name: 'unsampled', result: asked })();
  expect(asked).toHaveBeenCalledTimes(1);
});

test('inSpan takes the option result too', () => {
  expect(inSpan('block', { result: (value: number) => ({ value }) }, () => 7)).toBe(7);
  expect(recorder.span('block').attributes).toEqual({ value: 7 });
});
