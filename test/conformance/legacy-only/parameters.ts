/** `@LinkFrom` on a parameter, which the legacy model alone can say. */
import assert from 'node:assert/strict';
import { LinkFrom, Span } from 'spanlink';
import { assertLinks, type Message, message, messages, nameOf, relations } from '../fixtures.js';
import type { Checks } from '../run-checks.js';

class Orders {
  @Span()
  several(
    @LinkFrom({ relation: 'origin' }) _one: Message,
    _two: number,
    @LinkFrom({ relation: 'previous' }) _three: Message,
  ): void {}

  alone(@LinkFrom({ relation: 'batch_item' }) batch: readonly Message[]): number {
    return batch.length;
  }
}

export const parameters: Checks = {
  '@LinkFrom on parameters links to each of them'({ spans }) {
    new Orders().several(message(0), 7, message(1));
    const span = spans.span(nameOf(Orders, 'several'));
    assertLinks(span, [0, 1]);
    assert.deepEqual(relations(span), ['origin', 'previous']);
  },
  '@LinkFrom on a parameter alone opens a span'({ spans }) {
    assert.equal(new Orders().alone(messages(2)), 2);
    assertLinks(spans.span(nameOf(Orders, 'alone')), [0, 1]);
  },
};
