/** Promise 6: nothing is wrapped twice, and the options of all decorators hold. */
import assert from 'node:assert/strict';
import { LinkFrom, Span, Traced, traced } from 'spanlink';
import { assertLinks, type Message, message, messages, nameOf, names, relations } from './fixtures.js';
import type { Checks } from './run-checks.js';

@Traced()
class Bills {
  @Span('named')
  named(): void {}

  @LinkFrom(0)
  linked(_message: Message): void {}

  @LinkFrom(1, { relation: 'origin' })
  @Span({ attributes: { by: 'span' } })
  @LinkFrom(0, { relation: 'previous' })
  joined(_one: Message, _other: Message): void {}

  bare(): void {}
}

export const wrappedOnce: Checks = {
  'decorators of a method and its class make one span, with the options of all'({ spans }) {
    const bills = new Bills();
    bills.named();
    bills.linked(message(0));
    bills.joined(message(0), message(1));
    bills.bare();
    const methods = ['linked', 'joined', 'bare'].map((method) => nameOf(Bills, method));
    assert.deepEqual(names(spans), ['named', ...methods]);
    assertLinks(spans.span(nameOf(Bills, 'linked')), [0]);
    assert.deepEqual(relations(spans.span(nameOf(Bills, 'joined'))), ['origin', 'previous']);
    assert.deepEqual(spans.span(nameOf(Bills, 'joined')).attributes, { by: 'span' });
  },
  'a traced function that is traced again makes one span, with both declarations'({ spans }) {
    const work = traced((_from: readonly Message[]) => undefined, { name: 'work', attributes: { first: 1 } });
    traced(work, { name: 'renamed', links: (from) => from })(messages(1));
    assert.deepEqual(names(spans), ['renamed']);
    assert.deepEqual(spans.span('renamed').attributes, { first: 1 });
    assertLinks(spans.span('renamed'), [0]);
  },
};
