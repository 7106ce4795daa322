/** Promise 10: two copies of the package (ESM beside CommonJS, two versions) act as one. */
import assert from 'node:assert/strict';
import { configure, inSpan, LinkFrom, type LinkSource, linksFrom, Span, SpanGuard, startSpan, traced } from 'spanlink';
import { assertChild, assertLinks, type Message, message, messages, nameOf, names, relations } from './fixtures.js';
import type { Checks } from './run-checks.js';
import { anotherCopy } from './runtime.js';

const copy = anotherCopy();

class Orders {
  @copy.Span()
  adopting(_guard: SpanGuard): string {
    return copy.SpanGuard.current().state;
  }

  @Span()
  adoptingOfCopy(_guard: InstanceType<typeof copy.SpanGuard>): string {
    return SpanGuard.current().state;
  }

  @Span()
  outer<Result>(inner: () => Result): Result {
    return inner();
  }

  @copy.Span()
  outerOfCopy<Result>(inner: () => Result): Result {
    return inner();
  }

  @Span({ attributes: { by: 'own' } })
  @copy.LinkFrom(0)
  @LinkFrom(1)
  both(_first: Message, _second: Message): void {}
}

const orders = new Orders();

export const twoCopiesActAsOne: Checks = {
  'the two copies of these checks are two'() {
    assert.notEqual(copy.SpanGuard, SpanGuard);
    assert.notEqual(copy.Span, Span);
  },
  'a guard of one copy is adopted by a method that the other decorated'({ spans }) {
    assert.equal(orders.adopting(new SpanGuard().link(message(0))), 'started');
    assert.equal(orders.adoptingOfCopy(new copy.SpanGuard().link(message(1))), 'started');
    assertLinks(spans.span(nameOf(Orders, 'adopting')), [0]);
    assertLinks(spans.span(nameOf(Orders, 'adoptingOfCopy')), [1]);
  },
  'the current guard of one copy is that of the method which the other decorated'({ spans }) {
    orders.outerOfCopy(() => SpanGuard.current().link(message(0)).setAttribute('seen', true));
    assertLinks(spans.span(nameOf(Orders, 'outerOfCopy')), [0]);
    assert.deepEqual(spans.span(nameOf(Orders, 'outerOfCopy')).attributes, { seen: true });
  },
  'nested spans of both copies are one tree'({ spans }) {
    orders.outer(() => orders.outerOfCopy(() => copy.inSpan('copy', () => inSpan('own', () => undefined))));
    const tree = ['own', 'copy', nameOf(Orders, 'outerOfCopy'), nameOf(Orders, 'outer')];
    assert.deepEqual(names(spans), tree);
    for (const [at, name] of tree.slice(0, -1).entries()) assertChild(spans.span(name), spans.span(tree[at + 1] ?? ''));
  },
  'the configuration of one copy holds for the other'({ spans }) {
    configure({ linkLimit: 2, relationAliases: ['link.name'] });
    const links = copy.linksFrom(messages(3), { relation: 'batch_item' });
    copy.inSpan('block', { links }, () => undefined);
    assertLinks(spans.span('block'), [0, 1]);
    assert.deepEqual(spans.span('block').links[0]?.attributes, {
      'spanlink.relation': 'batch_item',
      'link.name': 'batch_item',
    });
  },
  'decorators of both copies make one span'({ spans }) {
    orders.both(message(0), message(1));
    copy.traced(traced(() => 1, { name: 'once' }))();
    assert.deepEqual(names(spans), [nameOf(Orders, 'both'), 'once']);
    assertLinks(spans.span(nameOf(Orders, 'both')), [0, 1]);
  },
  'a guard, span or link of one copy is a source for the other'() {
    const ended = copy.startSpan('ended');
    ended.complete();
    const sources = [ended, copy.linksFrom(message(0)), startSpan('held')] as unknown as LinkSource;
    assert.equal(linksFrom(sources).length, 3);
    assert.equal(copy.linksFrom(sources).length, 3);
  },
  'a failure is reported once, whichever copy sees it'({ reports }) {
    // a site has the name of its function
    const { ofBothCopies } = { ofBothCopies: () => 1 };
    const failing = {
      result: (): never => {
        throw new Error('thrown by a callback');
      },
    };
    traced(ofBothCopies, failing)();
    copy.traced(ofBothCopies, failing)();
    assert.equal(reports.length, 1);
  },
  'a link to the caller, and back, works across copies'({ spans }) {
    orders.outer(() => copy.inSpan('called', { linkCaller: 'both' }, () => undefined));
    assert.deepEqual(relations(spans.span('called')), ['caller']);
    assert.deepEqual(relations(spans.span(nameOf(Orders, 'outer'))), ['triggered']);
  },
};
