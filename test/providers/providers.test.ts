/** The promises hold on every provider: through its real package, as its own agent receives it. */
import { findNewerNode } from '../../tools/other-nodes.cjs';
import { FORMATS } from '../fixtures/applications';
import type { NeutralSpan } from './neutral-span';
import type { Ids } from './program/orders';
import { type Outcome, runProgram } from './program-process';
import { PROVIDERS } from './providers';
import { asText, causeOf, childOf, relation, SentSpans } from './sent-spans';
import { testUntouched } from './untouched';

const CASES = PROVIDERS.flatMap((provider) => FORMATS.map((format) => [provider.name, format, provider] as const));

describe.each(CASES)('%s in %s', (_name, format, provider) => {
  const node = provider.needsNewerNode ? findNewerNode() : process.execPath;
  const testWhereRuns = node === undefined ? test.skip : test;
  const { limits = {} } = provider;
  let outcome: Outcome;
  let facts: Outcome['facts'];
  let sent: SentSpans;

  beforeAll(async () => {
    if (node === undefined) return;
    outcome = await runProgram(provider, format, node);
    facts = outcome.facts;
    sent = new SentSpans(outcome.spans, limits);
  });

  const one = (ids: Ids): NeutralSpan => sent.one(ids);
  const linksOf = (ids: Ids): object[] => sent.linksOf(ids);
  const linkTo = (ids: Ids, attributes: Record<string, unknown>): object => sent.linkTo(ids, attributes);

  testUntouched(testWhereRuns as typeof test, () => ({ facts, sent }));

  testWhereRuns('nothing but the agent on this machine is called', () => {
    expect([...new Set(outcome.refused)]).toEqual(provider.asks ?? []);
  });

  testWhereRuns('each call of a decorated method is a span below the caller, with its name and attributes', () => {
    const { entry, placed, place, packInPlace, ship, packInShip } = facts.methods;
    expect(placed).toBe('placed fig');
    expect(one(place)).toMatchObject({ name: 'Orders.place', ...childOf(entry), isError: false });
    expect(asText(one(place).attributes)).toMatchObject({ 'order.id': 'fig', 'order.count': '3' });
    expect(one(packInPlace)).toMatchObject({ name: 'pack an order', ...childOf(place) });
    expect(asText(one(packInPlace).attributes)).toMatchObject({ 'order.packed': 'whole' });
    expect(one(ship)).toMatchObject({ name: 'Orders.ship', ...childOf(entry) });
    expect(one(packInShip)).toMatchObject(childOf(ship));
  });

  testWhereRuns('links of declarations, selectors, guards and late ones arrive with their attributes', () => {
    const { cause, consume, batch, late, adopt } = facts.links;
    expect(linksOf(consume)).toEqual([linkTo(causeOf(1), { 'message.place': 'queue', ...relation('triggered') })]);
    expect(linksOf(batch)).toEqual(
      [2, 3, 3, 4].map((number, index) =>
        linkTo(causeOf(number), {
          ...relation('batch_item'),
          'message.id': `message ${number}`,
          'message.index': String(index),
        }),
      ),
    );
    expect(linksOf(late)).toEqual([linkTo(causeOf(5), relation('origin'))]);
    expect(linksOf(adopt)).toEqual([linkTo(cause, relation('previous'))]);
  });

  testWhereRuns('links are on that span alone, and on none of its children', () => {
    const { consume, pack, query, late, packInLate } = facts.links;
    for (const [child, parent] of [
      [pack, consume],
      [query, consume],
      [packInLate, late],
    ] as const) {
      expect(one(child)).toMatchObject({ ...childOf(parent), links: [] });
    }
    const { entry } = facts.links;
    expect(linksOf(entry)).toEqual([]);
  });

  testWhereRuns('of many links none is lost', () => {
    const { many } = facts.manyLinks;
    const carriers = outcome.spans.filter(({ spanId, parentId }) => [spanId, parentId].includes(many.spanId));
    const targets = carriers.flatMap(({ links }) => links.map(({ spanId }) => spanId));
    expect(targets.sort()).toEqual(Array.from({ length: 300 }, (_, at) => causeOf(100 + at).spanId).sort());
  });

  testWhereRuns('a method throws the same error as before, and its span says so', () => {
    const { isSame, fail, failLater, failText, interrupt } = facts.errors;
    expect(isSame).toEqual([true, true, true, true]);
    for (const [ids, type, message] of [
      [fail, 'TypeError', 'no such order'],
      [failLater, 'RangeError', 'too many'],
      [failText, '_OTHER', 'a text'],
    ] as const) {
      if (limits.status === undefined) expect(one(ids).isError).toBe(true);
      if (limits.errorType === undefined) expect(asText(one(ids).attributes)).toMatchObject({ 'error.type': type });
      if (limits.exceptions === undefined) expect(one(ids).failures.join()).toContain(message);
    }
    expect(one(interrupt)).toMatchObject({ isError: false, failures: [] });
  });

  testWhereRuns('generators and streams keep their span to their end, and parent what they do', () => {
    const { list, listLater, maker, listElsewhere, read, chunks, states } = facts.ends;
    for (const [ids, pack] of [...list, ...listLater]) expect(one(pack)).toMatchObject(childOf(ids));
    expect(new Set([...list, ...listLater].map(([{ spanId }]) => spanId)).size).toBe(3);
    for (const [ids] of [...list, ...listLater]) expect(one(ids).isError).toBe(false);
    for (const [ids] of listElsewhere) expect(one(ids)).toMatchObject(childOf(maker));
    expect(one(read)).toMatchObject({ name: 'Orders.read', ...childOf(facts.ends.entry) });
    expect([chunks, states]).toEqual([
      ['one', 'two'],
      ['started', 'completed'],
    ]);
  });

  testWhereRuns('root begins a trace, linkCaller links it to the caller, and both links the caller to it', () => {
    const { entry, begin, packInBegin, detach, packInDetach, internal, caller, detachBoth, continued } = facts.traces;
    expect(new Set([entry, begin, detach, detachBoth].map(({ traceId }) => traceId)).size).toBe(4);
    for (const ids of [begin, detach, detachBoth]) expect(one(ids).parentId).toBeUndefined();
    expect(one(packInBegin)).toMatchObject(childOf(begin));
    expect(one(packInDetach)).toMatchObject(childOf(detach));
    const [slow, packInSlow] = facts.traces.slow;
    expect(linksOf(slow)).toEqual([linkTo(entry, relation('caller'))]);
    expect(one(packInSlow)).toMatchObject(childOf(slow));
    const [detachInternal, packInInternal] = internal;
    const isRoot = limits.internalRoots === undefined;
    expect(one(detachInternal).parentId).toBe(isRoot ? undefined : entry.spanId);
    expect(detachInternal.traceId === entry.traceId).toBe(!isRoot);
    expect(one(packInInternal)).toMatchObject(childOf(detachInternal));
    expect(linksOf(detachInternal)).toEqual([linkTo(entry, relation('caller'))]);
    expect(linksOf(begin)).toEqual([]);
    expect(linksOf(detach)).toEqual([linkTo(entry, relation('caller'))]);
    expect(linksOf(detachBoth)).toEqual([linkTo(caller, relation('caller'))]);
    expect(linksOf(caller)).toEqual([linkTo(detachBoth, relation('triggered'))]);
    expect(one(continued)).toMatchObject(childOf(causeOf(6)));
    expect(linksOf(continued)).toEqual([linkTo(causeOf(6), relation('parent')), linkTo(entry, relation('caller'))]);
  });

  testWhereRuns('a carrier has a W3C traceparent beside the headers of the provider, and is read again', () => {
    const { entry, send, carrier, consume, continued } = facts.carriers;
    expect(carrier.traceparent).toMatch(new RegExp(`^00-${send.traceId}-${send.spanId}-0[13]$`));
    expect(Object.keys(carrier)).toEqual(expect.arrayContaining([...(provider.headers ?? [])]));
    const attributes = { 'message.place': 'queue', ...relation('triggered') };
    expect(linksOf(consume)).toEqual([linkTo(send, attributes)]);
    expect(one(consume)).toMatchObject(childOf(entry));
    expect(one(continued)).toMatchObject(childOf(send));
  });

  testWhereRuns('inSpan, startSpan and traced do the same without decorators', () => {
    const { entry, body, started, packInStarted, double } = facts.functions;
    expect(one(body[0])).toMatchObject({ name: 'in a span', ...childOf(entry) });
    expect(one(body[1])).toMatchObject(childOf(body[0]));
    expect(one(started)).toMatchObject({ name: 'started', ...childOf(entry) });
    expect(linksOf(started)).toEqual([linkTo(causeOf(7), {})]);
    expect(one(packInStarted)).toMatchObject(childOf(started));
    expect(double[0]).toBe(42);
    expect(one(double[1])).toMatchObject({ name: 'double', ...childOf(entry) });
  });

  testWhereRuns('calls at the same time keep their own context and links', () => {
    const { entry, calls } = facts.concurrency;
    expect(calls).toHaveLength(12);
    calls.forEach(([interleave, pack, active], at) => {
      expect(one(interleave)).toMatchObject({ name: 'Orders.interleave', ...childOf(entry) });
      expect(linksOf(interleave)).toEqual([linkTo(causeOf(10 + at), relation('batch_item'))]);
      expect(one(pack)).toMatchObject(childOf(interleave));
      expect(active).toEqual(interleave);
    });
  });

  testWhereRuns("the provider's own API finds our span active, and we find the span that it makes", () => {
    const { inside, seen, mark, forward, outside, pack, seenInOwn } = facts.own;
    expect(mark).toBe('a mark');
    expect(seen).toBe(inside.spanId);
    const [own, ...others] = outcome.spans.filter(({ name }) => name === 'own span');
    expect(others).toEqual([]);
    expect(own).toMatchObject(childOf(outside));
    expect(one(pack)).toMatchObject({ traceId: outside.traceId, parentId: own?.spanId });
    expect(seenInOwn.spanId).toBe(own?.spanId);
    const [caller] = outcome.spans.filter(({ name }) => name === 'own caller');
    expect(linksOf(forward)).toMatchObject([{ spanId: caller?.spanId }]);
    expect(caller?.links).toMatchObject(limits.ownLinks === undefined ? [{ spanId: forward.spanId }] : []);
  });

  testWhereRuns('stages are linked to the attempts before them', () => {
    const { submit, failed, approved } = facts.stages;
    expect(one(submit)).toMatchObject({ name: 'Loan.submit', links: [] });
    expect(asText(one(approved).attributes)).toMatchObject({
      'spanlink.workflow.run_id': 'loan 1',
      'spanlink.stage.attempt': '2',
    });
    const first = [linkTo(submit, relation('previous')), linkTo(submit, relation('origin'))];
    expect(linksOf(failed)).toEqual(first);
    expect(linksOf(approved)).toEqual([linkTo(failed, relation('retry_of')), ...first]);
  });

  testWhereRuns('a request is followed from a decorated method, over HTTP, to a decorated method', () => {
    const { entry, client, handler, pack } = facts.http;
    expect(one(client)).toMatchObject(childOf(entry));
    expect(one(pack)).toMatchObject(childOf(handler));
    if (limits.server !== undefined) return;
    expect(one(handler).traceId).toBe(entry.traceId);
    const above: string[] = [];
    let parent = one(handler).parentId;
    while (parent !== undefined && parent !== client.spanId) {
      above.push(parent);
      parent = outcome.spans.find(({ spanId }) => spanId === parent)?.parentId;
    }
    expect(parent).toBe(client.spanId);
    expect(above.length).toBeGreaterThanOrEqual(2);
  });
});
