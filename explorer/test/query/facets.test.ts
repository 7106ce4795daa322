/** Facets: what a search can choose from. */
import { ask, story } from './story';
import { closeAll, openForTest } from '../store/folder';
import { span, START } from '../store/spans';
import type { SpanRow } from '../../server/store/span-row';

afterEach(closeAll);

test('Facets are the services, the span names of one of them, and the attribute keys', async () => {
  const store = await openForTest();
  await store.insert(story);
  const all = await ask(store, 'facets');
  expect(all.services).toEqual(['dead', 'orders', 'payments', 'retry', 'shop', 'worker']);
  expect(all.attributes).toEqual(['job.id', 'order.id', 'service.name', 'text']);
  expect((await ask(store, 'facets', 'service=worker')).names).toEqual(['fulfil', 'process']);
});

test('Names that only earlier forms of spans had are left out', async () => {
  const store = await openForTest();
  const received = (seconds: number): bigint => START + BigInt(seconds) * 1_000_000_000n;
  const named = (name: string, seconds: number, numbers: readonly number[]): SpanRow[] =>
    numbers.map((number) => span(1, number, { name, received: received(seconds) }));
  // of one span, and of more than are looked at first
  await store.insert([...named('once', 1, [1]), ...named('often', 1, [2, 3, 4]), ...named('still', 1, [5, 6, 7])]);
  await store.insert([...named('after', 2, [1, 2, 3, 4]), ...named('after', 2, [5, 6])]);
  expect((await ask(store, 'facets')).names).toEqual(['after', 'still']);
});
