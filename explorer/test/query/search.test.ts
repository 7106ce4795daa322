/** Searches: by conditions on spans, and along causality. */
import { ask, nanosAt, microsAt, story } from './story';
import { closeAll, openForTest } from '../store/folder';
import { span, spanIdOf, traceIdOf } from '../store/spans';
import type { SearchAnswer } from '../../api/answers';
import type { Store } from '../../server/store/open-store';

const found = ({ traces }: SearchAnswer): number[] => traces.map(({ traceId }) => Number(`0x${traceId}`));

describe('search', () => {
  let store: Store;
  beforeAll(async () => {
    store = await openForTest();
    await store.insert(story);
    await store.insert(story);
  });
  afterAll(closeAll);

  test('A search without conditions returns the most recent traces', async () => {
    const recent = await ask(store, 'search');
    expect(found(recent)).toEqual([5, 4, 3, 9, 2, 1]);
    expect(recent.traces.every(({ matches }) => matches.length === 0)).toBe(true);
    expect(recent.next).toBeUndefined();
  });

  test.each([
    ['service=shop', [9, 2, 1]],
    ['name=fulfil', [3]],
    ['name=f*l', [3]],
    ['name=p*c*', [3, 2, 1]],
    ['name=%25', []],
    ['status=error', [4, 3]],
    ['status=error&service=payments&name=charge', [4, 3]],
    ['status=ok', [3]],
    ['minDuration=80ms', [4, 3]],
    ['minDuration=10ms&maxDuration=10ms', [5, 9, 2, 1]],
    ['attribute=order.id%3D42', [1]],
    ['attribute=order.id', [2, 1]],
    ['attribute=job.id%3Da%3Db&attribute=order.id', [1]],
    ['attribute=order.id%3D42&attribute=nothing', []],
    ['attribute=service.name%3Dorders&name=ping', [9]],
    [`attribute=${encodeURIComponent(`text='"\\\n<script>`)}`, [5]],
    ['attribute=job.id%3Da', []],
    [`since=${microsAt(100)}&until=${microsAt(1000)}`, [3]],
    [`since=${microsAt(1000)}`, [5, 4]],
    ["service=shop' OR 1=1 --", []],
  ])('A search finds traces by %s', async (query, expected) => {
    expect(found(await ask(store, 'search', query))).toEqual(expected);
  });

  test('A search returns the matching spans', async () => {
    const { traces } = await ask(store, 'search', 'status=error');
    expect(traces.map(({ matches }) => matches.map(({ name }) => name))).toEqual([
      ['retry', 'charge'],
      ['fulfil', 'charge'],
    ]);
  });

  test.each([
    ['all traces caused by spans with an attribute', 'causedBy.attribute=order.id%3D42', [5, 4, 3]],
    [
      'errors in traces triggered by a message',
      `status=error&causedBy.trace=${traceIdOf(1)}&causedBy.span=${spanIdOf(0x12)}`,
      [4, 3],
    ],
    ['the causes of an error', `ledTo.trace=${traceIdOf(4)}&ledTo.span=${spanIdOf(0x42)}`, [3, 2, 1]],
    ['the effects of one order, when the other one is tried again', 'causedBy.attribute=order.id%3D43', [5, 4, 3]],
    ['the traces between a cause and an effect', 'causedBy.service=shop&ledTo.service=dead', [4, 3]],
    ['no more hops than requested', 'causedBy.attribute=order.id%3D42&hops=1', [5, 3]],
    ['nothing if nothing matches', 'causedBy.service=nobody', []],
    [
      'the effects of a message that was never received',
      `causedBy.trace=${traceIdOf(99)}&causedBy.span=${spanIdOf(0x991)}`,
      [5],
    ],
  ])('A search along links returns %s', async (_title, query, expected) => {
    expect(found(await ask(store, 'search', query))).toEqual(expected);
  });

  test('A search says if the limit on hops left something out', async () => {
    expect((await ask(store, 'search', 'causedBy.attribute=order.id%3D42&hops=1')).isCut).toBe(true);
    expect((await ask(store, 'search', 'causedBy.attribute=order.id%3D42&hops=2')).isCut).toBe(false);
  });

  test('A search for a linked span without its trace asks for the trace', async () => {
    await expect(ask(store, 'search', `causedBy.span=${spanIdOf(1)}`)).rejects.toThrow('give the trace, too');
  });
});

test('Pages contain each trace once, even if spans start in the same nanosecond', async () => {
  const store = await openForTest();
  try {
    // three spans a trace, far apart in time; every fifth trace at one time
    const spans = Array.from({ length: 50 }, (_, trace) =>
      [0, 7, 40].map((later, index) =>
        span(trace + 1, trace * 3 + index + 1, { time: nanosAt(trace % 5 === 0 ? 100 : trace + later) }),
      ),
    ).flat();
    await store.insert(spans);
    const all: number[] = [];
    let before: string | undefined = '';
    for (let page = 0; before !== undefined && page < 50; page += 1) {
      const answer: SearchAnswer = await ask(store, 'search', `limit=7&service=orders${before && `&before=${before}`}`);
      all.push(...found(answer));
      before = answer.next;
    }
    expect(all).toHaveLength(50);
    expect(new Set(all).size).toBe(50);
  } finally {
    await closeAll();
  }
});

test('Pages continue into the past, across any time without spans', async () => {
  const store = await openForTest();
  try {
    const minutes = [0, 1, 3, 6 * 24 * 60, 6 * 24 * 60 + 400, 9 * 24 * 60, 9 * 24 * 60 + 5];
    await store.insert(minutes.map((minute, index) => span(index + 1, index + 1, { time: nanosAt(minute * 60_000) })));
    expect(found(await ask(store, 'search', 'limit=100'))).toEqual([7, 6, 5, 4, 3, 2, 1]);
    const all: number[] = [];
    let before: string | undefined = '';
    while (before !== undefined) {
      const answer: SearchAnswer = await ask(store, 'search', `limit=2${before && `&before=${before}`}`);
      all.push(...found(answer));
      before = answer.next;
    }
    expect(all).toEqual([7, 6, 5, 4, 3, 2, 1]);
  } finally {
    await closeAll();
  }
});

test('There is no next page after the last trace, even if the page is full', async () => {
  const store = await openForTest();
  try {
    await store.insert([1, 2, 3, 4].map((trace) => span(trace, trace, { time: nanosAt(trace * 60 * 60_000) })));
    expect((await ask(store, 'search', 'limit=4')).next).toBeUndefined();
    const first = await ask(store, 'search', 'limit=2');
    expect(found(first)).toEqual([4, 3]);
    const last = await ask(store, 'search', `limit=2&before=${first.next ?? ''}`);
    expect([found(last), last.next]).toEqual([[2, 1], undefined]);
  } finally {
    await closeAll();
  }
});

test('Pages continue past traces with more spans than one query reads', async () => {
  const store = await openForTest();
  try {
    await store.insert([span(1, 1, { time: nanosAt(0) }), span(2, 2, { time: nanosAt(1) })]);
    await store.insert(
      Array.from({ length: 45_000 }, (_, index) => span(3, index + 10, { time: nanosAt(1000) + BigInt(index) })),
    );
    await store.insert(Array.from({ length: 25_000 }, (_, index) => span(4, index + 100_000, { time: nanosAt(5000) })));
    expect(found(await ask(store, 'search', 'limit=10'))).toEqual([4, 3, 2, 1]);
    const first = await ask(store, 'search', 'limit=3');
    expect(found(first)).toEqual([4, 3, 2]);
    expect(found(await ask(store, 'search', `limit=3&before=${first.next ?? ''}`))).toEqual([1]);
  } finally {
    await closeAll();
  }
});

describe('attributes with any characters in their keys and values', () => {
  const pairs: readonly (readonly [key: string, value: string])[] = [
    ['a=b', 'c=d'],
    ['a', 'x=y=z'],
    ['=lead', 'v'],
    ['trail=', 'v'],
    ["it's", `say "hi"`],
    ['back\\slash', '\\n \\'],
    ['with space', ' both sides '],
    ['http://host:8080/?q=1&r=2#f', 'a:b;c,d'],
    ['ключ', '値=\u{1f389}'],
    ['{key0_0:String}', '${x} %_*'],
    ['new\nline\ttab', 'NUL\u0000end'],
    ['empty', ''],
  ];

  let store: Store;
  beforeAll(async () => {
    store = await openForTest();
    await store.insert(
      pairs.map(([key, value], index) => span(index + 1, index + 1, { attributes: { [key]: value } })),
    );
  });
  afterAll(closeAll);

  test.each(pairs)('%j is found with its value %j, and by itself', async (key, value) => {
    const number = pairs.findIndex(([one]) => one === key) + 1;
    const by = async (condition: string): Promise<number[]> =>
      found(await ask(store, 'search', new URLSearchParams({ attribute: condition }).toString()));
    expect(await by(`${key}=${value}`)).toEqual([number]);
    expect(await by(`${key}=${value}!`)).toEqual([]);
    if (!/^=[^=]*$/.test(key)) expect(await by(key)).toEqual([number]);
  });
});

describe('attributes that were renamed', () => {
  const renamed = [
    ['messaging.system.name=kafka', 'messaging.system=kafka'],
    ['messaging.system.name=aws.sqs', 'messaging.system=aws_sqs'],
    ['messaging.system.name=gcp.pubsub', 'messaging.system=gcp_pubsub'],
    ['messaging.system.name=azure.eventhubs', 'messaging.system=eventhubs'],
    ['kafka.offset=7', 'messaging.kafka.offset=7'],
    ['rabbitmq.destination.routing_key=a=b', 'messaging.rabbitmq.destination.routing_key=a=b'],
    ['gcp.pubsub.message.ordering_key=aws.sqs', 'messaging.gcp_pubsub.message.ordering_key=aws.sqs'],
    ['azure.servicebus.message.delivery_count=2', 'messaging.servicebus.message.delivery_count=2'],
  ] as const;
  const pairOf = (condition: string): Record<string, string> => {
    const at = condition.indexOf('=');
    return { [condition.slice(0, at)]: condition.slice(at + 1) };
  };
  let store: Store;
  beforeAll(async () => {
    store = await openForTest();
    const conditions = renamed.flat();
    await store.insert(conditions.map((one, at) => span(at + 1, at + 1, { attributes: pairOf(one) })));
  });
  afterAll(closeAll);

  test.each(renamed)('%s and %s find the spans of senders of either version', async (today, former) => {
    for (const attribute of [today, former]) {
      const answer = await ask(store, 'search', new URLSearchParams({ attribute }).toString());
      const at = 2 * renamed.findIndex(([one]) => one === today);
      expect(found(answer).sort((one, other) => one - other)).toEqual([at + 1, at + 2]);
    }
  });

  test.each(['messaging.system.name', 'messaging.system'])('%s alone finds any value of both names', async (key) => {
    expect(found(await ask(store, 'search', `attribute=${key}`))).toHaveLength(8);
  });
});
