/** The tests of what a method gives, of guards, and of two copies of the package, under one provider. */
import type { Outcome } from './program-process';
import { causeOf, childOf, relation, type SentSpans } from './sent-spans';

/** Defines the tests; the outcome is there when they run. */
export function testUntouched(define: typeof test, run: () => { facts: Outcome['facts']; sent: SentSpans }): void {
  define('what a method gives is what its caller gets, at once, and a promise ends its span when it settles', () => {
    const { isSame, asked, settled, states } = run().facts.values;
    expect([new Set(isSame), isSame.length]).toEqual([new Set([true]), 10]);
    expect(asked).toBe(0);
    expect(settled).toEqual(['later', true, 'done']);
    expect(states).toEqual(['started', 'completed', 'completed']);
  });

  define('a guard links its own span from inside a child, is adopted once, and adds nothing after the end', () => {
    const { facts, sent } = run();
    const { hold, linkOuter, first, second } = facts.guards;
    expect(sent.linksOf(hold)).toEqual([sent.linkTo(causeOf(41), relation('origin'))]);
    expect(sent.one(linkOuter)).toMatchObject({ ...childOf(hold), links: [] });
    expect(sent.linksOf(first)).toEqual([43, 44].map((number) => sent.linkTo(causeOf(number), {})));
    expect(sent.linksOf(second)).toEqual([]);
  });

  define('two copies of the package act as one', () => {
    const { facts, sent } = run();
    const { entry, isOther, inside, seen, adopt, outer, pack, seenHere } = facts.copies;
    expect(isOther).toBe(true);
    expect(seen).toEqual(inside);
    expect(seenHere).toEqual(outer);
    expect(sent.linksOf(adopt)).toEqual([sent.linkTo(causeOf(45), relation('origin'))]);
    expect(sent.one(outer)).toMatchObject({ name: 'of the other copy', ...childOf(entry) });
    expect(sent.linksOf(outer)).toEqual([sent.linkTo(causeOf(46), {})]);
    expect(sent.one(pack)).toMatchObject({ ...childOf(outer), links: [] });
  });
}
