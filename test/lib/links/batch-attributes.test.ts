/** The span that reads a batch is described by it, where the attributes of its links ask for that. */
import { LinkFrom, type LinkSource } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { describingBatch } from '../../../lib/links/batch-attributes.js';
import { messages } from '../../fixtures/spans.js';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const count = (items: number): { items: number } => ({ items });

class Orders {
  @LinkFrom(0, { attributes: describingBatch(() => undefined, count) })
  read(_batch: LinkSource): void {}

  @LinkFrom(0, { attributes: new Proxy(() => undefined, { get: () => count }) })
  readByProxy(_batch: LinkSource): void {}

  @LinkFrom(0, { attributes: { topic: 'orders' } })
  readByObject(_batch: LinkSource): void {}
}

test('a function of link attributes that describes a batch describes its span', () => {
  new Orders().read(messages(3));
  expect(recorder.span('Orders.read').attributes).toEqual({ items: 3 });
});

test('any other function does not, whatever a proxy of it answers', () => {
  new Orders().readByProxy(messages(3));
  new Orders().readByObject(messages(3));
  expect(recorder.spans.map(({ attributes, links }) => [attributes, links.length])).toEqual([
    [{}, 3],
    [{}, 3],
  ]);
});
