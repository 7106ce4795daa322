/** The arrangement of graphs, the keys that lead through them, and the filter of services. */
import type { ServiceEdge, ServicesAnswer } from '../../../api/answers';
import { arrangeNodes } from '../../../page/flow/arrange-nodes';
import { nextNode } from '../../../page/flow/next-node';
import { placeBeside } from '../../../page/flow/place-beside';
import { placeNodes } from '../../../page/flow/place-nodes';
import { NODE_SIZE, type PlacedEdge, type Places } from '../../../page/flow/places';
import { edgeKey } from '../../../page/views/services/edge-key';
import { filterServices, readFilter, relationsOf } from '../../../page/views/services/service-filter';

const overlaps = (places: Places): readonly (readonly [string, string])[] => {
  const all = [...places];
  return all.flatMap(([one, { x, y }], index) =>
    all
      .slice(index + 1)
      .filter(([, other]) => Math.abs(other.x - x) < NODE_SIZE.width && Math.abs(other.y - y) < NODE_SIZE.height)
      .map(([other]) => [one, other] as const),
  );
};
const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `service-${index}`);
const edgesBetween = (ids: readonly string[], count: number): PlacedEdge[] =>
  Array.from({ length: count }, (_, index) => ({
    from: ids[(index * 7) % ids.length] ?? '',
    to: ids[(index * 13 + 5) % ids.length] ?? '',
    weight: (index * 31) % 977,
  }));

describe('Arrangement', () => {
  test('Causes are before their effects, and no box covers another', () => {
    const edges = [
      { from: 'a', to: 'b', weight: 1 },
      { from: 'b', to: 'c', weight: 1 },
      { from: 'a', to: 'd', weight: 1 },
    ];
    for (const [isDown, along] of [
      [false, 'x'],
      [true, 'y'],
    ] as const) {
      const places = placeNodes(['a', 'b', 'c', 'd', 'alone', 'lone'], edges, isDown);
      const at = (id: string): number => places.get(id)?.[along] ?? NaN;
      expect(at('a') < at('b') && at('b') < at('c') && at('a') < at('d')).toBe(true);
      expect(overlaps(places)).toEqual([]);
    }
  });

  test('200 services with 2,000 edges have a place each, those without edges as well', () => {
    const ids = names(200);
    const places = placeNodes(ids, edgesBetween(ids.slice(0, 180), 2_000), false);
    expect(places.size).toBe(200);
    expect(overlaps(places)).toEqual([]);
  });

  test('A large graph is folded: no box covers another, and most causes come before their effects', () => {
    const ids = names(203);
    // a chain through all services, and a way back
    const chain = ids.slice(0, 180).flatMap((from, index) => {
      const to = ids[index + 1];
      return index === 179 || to === undefined ? [] : [{ from, to, weight: 5 }];
    });
    const edges = [...chain, { from: ids[179] ?? '', to: ids[0] ?? '', weight: 1 }, { from: 'a', to: 'a', weight: 9 }];
    for (const isDown of [false, true]) {
      const places = arrangeNodes({ ids, edges, isDown, mostLayered: 50 });
      expect([places.size, overlaps(places)]).toEqual([203, []]);
      const along = isDown ? 'y' : 'x';
      const place = (id: string): number => places.get(id)?.[along] ?? NaN;
      expect(chain.every(({ from, to }) => place(from) <= place(to))).toBe(true);
      const right = Math.max(...[...places.values()].map(({ x }) => x)) + NODE_SIZE.width;
      const bottom = Math.max(...[...places.values()].map(({ y }) => y)) + NODE_SIZE.height;
      expect(right / bottom).toBeGreaterThan(isDown ? 0.8 : 2);
      expect(right / bottom).toBeLessThan(isDown ? 1.4 : 3);
    }
  });

  test('A node that comes later is beside what it is joined with, and covers nothing', () => {
    const places = new Map(placeNodes(['a', 'b'], [{ from: 'a', to: 'b', weight: 1 }], false));
    const edges = [
      { from: 'b', to: 'effect', weight: 1 },
      { from: 'cause', to: 'a', weight: 1 },
      ...names(30).map((to) => ({ from: 'b', to, weight: 1 })),
    ];
    for (const id of ['effect', 'cause', ...names(30), 'alone']) places.set(id, placeBeside(id, places, edges, false));
    expect(overlaps(places)).toEqual([]);
    const x = (id: string): number => places.get(id)?.x ?? NaN;
    expect(x('cause') < x('a') && x('effect') > x('b')).toBe(true);
    expect(new Set(names(30).map(x))).toEqual(new Set([x('effect')]));
  });
});

describe('Keys of a graph', () => {
  const places = new Map([
    ['left', { x: 0, y: 50 }],
    ['top', { x: 300, y: 0 }],
    ['bottom', { x: 300, y: 100 }],
    ['right', { x: 600, y: 90 }],
  ]);

  test.each([
    ['left', 'ArrowRight', 'top'],
    ['top', 'ArrowDown', 'bottom'],
    ['bottom', 'ArrowRight', 'right'],
    ['right', 'ArrowLeft', 'bottom'],
    ['bottom', 'ArrowUp', 'top'],
    ['left', 'ArrowLeft', undefined],
    ['right', 'Home', 'left'],
    ['left', 'End', 'right'],
    ['top', 'PageDown', 'bottom'],
    ['left', 'PageUp', 'left'],
    ['left', 'x', undefined],
  ])('From %s, %s leads to %s', (from, key, to) => {
    expect(nextNode(places, from, key)).toBe(to);
  });

  test('Page Down leads through all nodes', () => {
    const ids = names(200);
    const all = placeNodes(ids, edgesBetween(ids, 400), false);
    const seen = new Set<string>();
    for (
      let at = nextNode(all, 'service-0', 'Home');
      at !== undefined && !seen.has(at);
      at = nextNode(all, at, 'PageDown')
    )
      seen.add(at);
    expect(seen.size).toBe(200);
  });
});

describe('Filter of services', () => {
  const edge = (from: string, to: string, count: number, relation?: string): ServiceEdge => ({
    from,
    to,
    kind: relation === undefined ? 'call' : 'link',
    ...(relation === undefined || relation === '' ? {} : { relation }),
    count,
    errors: 0,
    p50: 1,
    p95: 1,
  });
  const answer: ServicesAnswer = {
    services: ['orders', 'orders-db', 'mail', 'Billing'].map((name) => ({ name, spans: 1, errors: 0, p50: 1, p95: 1 })),
    edges: [
      edge('orders', 'orders-db', 5),
      edge('orders', 'mail', 9, 'message'),
      edge('mail', 'Billing', 7, ''),
      edge('Billing', 'mail', 2),
    ],
    since: 0,
    by: 'receipt',
    oneOf: 1,
    isCut: false,
    cutBy: [],
  };
  const filtered = (query: string): readonly [services: string[], edges: string[]] => {
    const { services, edges } = filterServices(answer, readFilter(new URLSearchParams(query)));
    return [services.map(({ name }) => name), edges.map(({ from, to }) => `${from}>${to}`)];
  };

  test.each([
    [
      '',
      ['orders', 'orders-db', 'mail', 'Billing'],
      ['orders>mail', 'mail>Billing', 'orders>orders-db', 'Billing>mail'],
    ],
    ['service=orders', ['orders', 'orders-db', 'mail'], ['orders>mail', 'orders>orders-db']],
    ['service=order', ['orders', 'orders-db', 'mail'], ['orders>mail', 'orders>orders-db']],
    ['service=orders-', ['orders', 'orders-db'], ['orders>orders-db']],
    ['service=BILL', ['mail', 'Billing'], ['mail>Billing', 'Billing>mail']],
    ['service=nobody', [], []],
    ['edges=call', ['orders', 'orders-db', 'mail', 'Billing'], ['orders>orders-db', 'Billing>mail']],
    ['edges=link', ['orders', 'orders-db', 'mail', 'Billing'], ['orders>mail', 'mail>Billing']],
    ['edges=relation:message&service=mail', ['orders', 'mail'], ['orders>mail']],
    ['edges=relation:', ['orders', 'orders-db', 'mail', 'Billing'], ['mail>Billing']],
  ])('“%s” shows these services and edges, the strongest first', (query, services, edges) => {
    expect(filtered(query)).toEqual([services, edges]);
  });

  test('The relations of all links are choices, and no two edges share a key', () => {
    expect(relationsOf(answer.edges)).toEqual(['', 'message']);
    const keys = [edge('a|b', 'c', 1), edge('a', 'b|c', 1), edge('a', 'b', 1, 'c'), edge('a%7Cb', 'c', 1)].map(edgeKey);
    expect(new Set(keys).size).toBe(4);
    expect(edgeKey(edge('orders', 'mail', 9, 'message'))).toBe('link|orders|mail|message');
  });
});
