/** Facets: what a search can choose from. */
import { ask, story } from './story';
import { closeAll, openForTest } from '../store/folder';
import { span, START } from '../store/spans';

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
  await store.insert([span(1, 1, { name: 'before', received: received(1) }), span(1, 2, { name: 'other' })]);
  await store.insert([span(1, 1, { name: 'after', received: received(2) })]);
  expect((await ask(store, 'facets')).names).toEqual(['after', 'other']);
});
